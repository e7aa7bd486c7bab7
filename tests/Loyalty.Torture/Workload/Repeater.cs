using Grpc.Core;
using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.V1;

namespace Loyalty.Torture.Workload;

/// <summary>
/// Sends receipts that were answered long ago: the same again, which must be answered as then; with other content, or
/// for another card, which must be refused.
/// </summary>
public sealed class Repeater(Lines lines, Floor floor, Journal journal, int seed)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private readonly Random random = new(seed);

    public async Task RunAsync(CancellationToken noMore)
    {
        while (!noMore.IsCancellationRequested)
        {
            if (floor.PickAnswered(random) is { } sale) await SendAsync(sale);
            await Task.Delay(random.Next(2, 20), CancellationToken.None);
        }
    }

    private async Task SendAsync(Sale sale)
    {
        var kind = random.Next(10);
        var other = floor.PickAny(random);
        if (kind < 6) await ExpectAsync(sale, null);
        else if (kind < 8 || other is null || other == sale.Card) await ExpectAsync(sale.Altered(), "RECEIPT_CONFLICT");
        else await ExpectAsync(sale.On(other), "RECEIPT_ALREADY_USED");
    }

    /// <param name="sale">The receipt to send.</param>
    /// <param name="reason">Why it must be refused; null if it must be answered.</param>
    private async Task ExpectAsync(Sale sale, string? reason)
    {
        var caller = new CallerIdentity(CallerMetadata.Till, "till-late", Store: sale.Store).ToMetadata();
        var request = new AccruePointsRequest { CardNumber = sale.Card.Number, Receipt = sale.Receipt };
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + CallTimeout;
        var start = Journal.Now;
        try
        {
            var answer = await lines.Points(random.Next(lines.Nodes)).AccruePointsAsync(request, caller, deadline);
            if (reason is null) Replayed(sale, answer, start);
            else journal.Violations.Add(
                Invariant.OneUse, sale.Card.Id, $"{sale.Key} was accrued and not {reason}: {answer}");
        }
        catch (RpcException exception)
        {
            var refusal = Refusal.From(exception);
            if (reason is not null && refusal.Reason == reason) journal.Tally.Add(Counted.Clashes);
            else if (!refusal.IsTransient)
                journal.Violations.Add(
                    Invariant.Replay, sale.Card.Id, $"{sale.Key} was refused, not {reason}: {refusal}");
        }
    }

    private void Replayed(Sale sale, AccruePointsResponse answer, long start)
    {
        journal.Tally.Add(Counted.Doubles);
        journal.Accrued(sale, answer, start);
        if (!answer.Replayed)
            journal.Violations.Add(Invariant.OneUse, sale.Card.Id, $"{sale.Key} was accrued once more: {answer}");
    }
}
