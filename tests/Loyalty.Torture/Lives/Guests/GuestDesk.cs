using Grpc.Core;
using Loyalty.Client;
using Loyalty.Torture.Workload;
using Loyalty.V1;

namespace Loyalty.Torture.Lives.Guests;

/// <summary>Sends what guests ask for until it is settled, and writes down every entry that it is told of.</summary>
public sealed class GuestDesk(LifeDesk desk, Lines lines, Journal journal)
{
    private static readonly Metadata s_desk = new CallerIdentity(CallerMetadata.Desk, "life-1", "m1").ToMetadata();

    public Task<Outcome<IssueCardResponse>> IssueAsync(CancellationToken giveUp)
    {
        var id = $"{desk.Id()}";
        return SettleAsync(
            (node, deadline) => LifeRequest.IssueAsync(lines.Cards(node), id, deadline),
            answer => [(answer.Entry, answer.Replayed)], giveUp);
    }

    /// <summary>A card for whoever has none and shows a receipt.</summary>
    public Task<Outcome<IssueGuestCardResponse>> IssueGuestAsync(Sale receipt, CancellationToken giveUp)
    {
        var request = new IssueGuestCardRequest { RequestId = $"{desk.Id()}", Receipt = receipt.Receipt };
        return SettleAsync(
            async (node, deadline) => await lines.Cards(node).IssueGuestCardAsync(request, s_desk, deadline),
            answer => [(answer.Entry, answer.Replayed)], giveUp);
    }

    public Task<Outcome<PresentReceiptResponse>> PresentAsync(string guest, Sale receipt, CancellationToken giveUp)
    {
        var request = new PresentReceiptRequest { GuestNumber = guest, Receipt = receipt.Receipt };
        return SettleAsync(
            async (node, deadline) => await lines.Cards(node).PresentReceiptAsync(request, s_desk, deadline),
            answer => [(answer.Entry, answer.Replayed)], giveUp);
    }

    public ClaimGuestCardRequest Claim(string guest, SharedCard card) =>
        new() { RequestId = $"{desk.Id()}", GuestNumber = guest, CardNumber = card.Number };

    public Task<Outcome<ClaimGuestCardResponse>> ClaimAsync(ClaimGuestCardRequest request, CancellationToken giveUp) =>
        SettleAsync(
            async (node, deadline) => await lines.Cards(node).ClaimGuestCardAsync(request, s_desk, deadline),
            answer => answer.Accruals.Append(answer.Entry).Select(entry => (entry, answer.Replayed)), giveUp);

    /// <summary>A till sends a receipt for a card.</summary>
    public Task<Outcome<AccruePointsResponse>> AccrueAsync(Sale sale, SharedCard card, CancellationToken giveUp)
    {
        var till = new CallerIdentity(CallerMetadata.Till, "till-life", Store: sale.Store).ToMetadata();
        var request = new AccruePointsRequest { CardNumber = card.Number, Receipt = sale.Receipt };
        return SettleAsync(
            async (node, deadline) => await lines.Points(node).AccruePointsAsync(request, till, deadline),
            answer => [(answer.Entry, answer.Replayed)], giveUp);
    }

    private Task<Outcome<T>> SettleAsync<T>(
        Func<int, DateTime, Task<T>> request, Func<T, IEnumerable<(LedgerEntry Entry, bool Replayed)>> told,
        CancellationToken giveUp)
        where T : class => desk.TryAsync(
            async (node, deadline) =>
            {
                var start = Journal.Now;
                var answer = await request(node, deadline);
                foreach (var (entry, replayed) in told(answer))
                    journal.Lived(entry.IdempotencyKey, entry, replayed, start);
                return answer;
            },
            giveUp);
}
