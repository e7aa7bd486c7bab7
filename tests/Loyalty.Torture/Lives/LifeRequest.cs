using Grpc.Core;
using Loyalty.Client;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Testing;
using Loyalty.Torture.Workload;
using Loyalty.V1;
using LedgerEntry = Loyalty.V1.LedgerEntry;

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
    private readonly CallerKind sender;

    public LifeRequest(CardVerb verb, string number, Guid id, Sale? sale)
    {
        (Verb, Number, this.id, this.sale) = (verb, number, id.ToString(), sale);
        sender = VerbCall.SenderOf(verb);
        Key = sale?.Key ?? IdempotencyKey.RequestKey(new Caller(sender, Name, Mall, "", ""), id);
    }

    public CardVerb Verb { get; }

    /// <summary>The number that it presents.</summary>
    public string Number { get; }

    /// <summary>Its idempotency key in the ledger.</summary>
    public string Key { get; }

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
        if (sale is not null)
        {
            var accrued = await AccrueAsync(lines.Points(node), deadline);
            return (accrued.Entry, accrued.Replayed);
        }

        var method = VerbCall.MethodOf(Verb) ?? throw new NotSupportedException($"No call is of {Verb}.");
        var request = VerbCall.RequestOf(
            method, ("request_id", id), ("card_number", Number), ("reason", "doubt"));
        return await new VerbCall(lines.Calls(node)).SendAsync(
            method, request, sender == CallerKind.Desk ? Desk : Supervisor, deadline);
    }

    private async Task<AccruePointsResponse> AccrueAsync(
        PointsService.PointsServiceClient points, System.DateTime deadline)
    {
        var till = new CallerIdentity(CallerMetadata.Till, "till-life", Store: sale!.Store).ToMetadata();
        var request = new AccruePointsRequest { CardNumber = Number, Receipt = sale.Receipt };
        return await points.AccruePointsAsync(request, till, deadline);
    }
}
