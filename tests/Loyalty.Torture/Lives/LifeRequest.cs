using Grpc.Core;
using Loyalty.Client;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Torture.Workload;
using Loyalty.V1;
using LedgerEntry = Loyalty.V1.LedgerEntry;
using ReplaceReason = Loyalty.V1.ReplaceReason;

namespace Loyalty.Torture.Lives;

/// <summary>A request of a card's life, which can be sent again and again as it is.</summary>
public sealed class LifeRequest
{
    private const string Name = "life-1";
    private const string Mall = "m1";
    private static readonly Metadata Desk = new CallerIdentity(CallerMetadata.Desk, Name, Mall).ToMetadata();
    private static readonly Metadata Supervisor =
        new CallerIdentity(CallerMetadata.Supervisor, Name, Mall).ToMetadata();

    private readonly string id;
    private readonly Sale? sale;

    public LifeRequest(CardVerb verb, string number, Guid id, Sale? sale)
    {
        (Verb, Number, this.id, this.sale) = (verb, number, id.ToString(), sale);
        var kind = IsSupervisors ? CallerKind.Supervisor : CallerKind.Desk;
        Key = sale?.Key ?? IdempotencyKey.RequestKey(new Caller(kind, Name, Mall, "", ""), id);
    }

    public CardVerb Verb { get; }

    /// <summary>The number that it presents.</summary>
    public string Number { get; }

    /// <summary>Its idempotency key in the ledger.</summary>
    public string Key { get; }

    private bool IsSupervisors => Verb is CardVerb.Suspend or CardVerb.Resume;

    /// <summary>Issues a card that nothing but lives uses.</summary>
    public static async Task<IssueCardResponse> IssueAsync(
        CardsService.CardsServiceClient cards, string id, System.DateTime deadline) =>
        await cards.IssueCardAsync(new() { RequestId = id, Type = V1.CardType.LongTerm }, Desk, deadline);

    /// <summary>The card to which a number was ever given.</summary>
    public static async Task<FindCardsResponse> FindAsync(
        CardsService.CardsServiceClient cards, string number, System.DateTime deadline) =>
        await cards.FindCardsAsync(new() { CardNumber = number }, Desk, deadline);

    /// <summary>Sends it once.</summary>
    /// <exception cref="RpcException">It was refused, or not answered.</exception>
    public async Task<(LedgerEntry Entry, bool Replayed)> SendAsync(Lines lines, int node, System.DateTime deadline)
    {
        var cards = lines.Cards(node);
        switch (Verb)
        {
            case CardVerb.Accrue:
                var accrued = await AccrueAsync(lines.Points(node), deadline);
                return (accrued.Entry, accrued.Replayed);
            case CardVerb.ReportLost:
                var lost = await cards.ReportLostCardAsync(
                    new() { RequestId = id, CardNumber = Number }, Desk, deadline);
                return (lost.Entry, lost.Replayed);
            case CardVerb.ClearLost:
                var found = await cards.ClearLostCardAsync(
                    new() { RequestId = id, CardNumber = Number }, Desk, deadline);
                return (found.Entry, found.Replayed);
            case CardVerb.Replace:
                var replaced = await cards.ReplaceCardAsync(
                    new() { RequestId = id, CardNumber = Number, Reason = ReplaceReason.Lost }, Desk, deadline);
                return (replaced.Entry, replaced.Replayed);
            case CardVerb.Renew:
                var renewed = await cards.RenewCardAsync(
                    new() { RequestId = id, CardNumber = Number }, Desk, deadline);
                return (renewed.Entry, renewed.Replayed);
            case CardVerb.Suspend:
                var held = await cards.SuspendCardAsync(
                    new() { RequestId = id, CardNumber = Number, Reason = "doubt" }, Supervisor, deadline);
                return (held.Entry, held.Replayed);
            case CardVerb.Resume:
                var resumed = await cards.ResumeCardAsync(
                    new() { RequestId = id, CardNumber = Number, Reason = "cleared" }, Supervisor, deadline);
                return (resumed.Entry, resumed.Replayed);
            default:
                var cancelled = await cards.CancelCardAsync(
                    new() { RequestId = id, CardNumber = Number }, Desk, deadline);
                return (cancelled.Entry, cancelled.Replayed);
        }
    }

    private async Task<AccruePointsResponse> AccrueAsync(
        PointsService.PointsServiceClient points, System.DateTime deadline)
    {
        var till = new CallerIdentity(CallerMetadata.Till, "till-life", Store: sale!.Store).ToMetadata();
        var request = new AccruePointsRequest { CardNumber = Number, Receipt = sale.Receipt };
        return await points.AccruePointsAsync(request, till, deadline);
    }
}
