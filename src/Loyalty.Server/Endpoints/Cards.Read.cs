using System.Globalization;
using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Server.Errors;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    private const int DefaultPageSize = 100, MaxPageSize = 1_000;

    public override async Task<GetCardResponse> GetCard(GetCardRequest request, ServerCallContext context)
    {
        var caller = Admit(context);
        var number = ReadNumber(request.CardNumber);
        var card = await cards.FindAsync(number) ?? throw GrpcErrors.ToException(CardCalls.Unknown(number));
        var reading = await ReadAsync(card, request.AllowStale);

        // What is remembered may lack the number: memory may say yes, never no.
        if (request.AllowStale && reading.State!.Number != number) reading = await ReadAsync(card, allowStale: false);
        RequireCurrent(reading.State!, number, caller);
        return new GetCardResponse { Card = ToWire(reading, caller) };
    }

    public override async Task<FindCardsResponse> FindCards(FindCardsRequest request, ServerCallContext context)
    {
        var caller = Admit(context);
        var number = ReadNumber(request.CardNumber);
        var response = new FindCardsResponse();
        if (await cards.FindAsync(number) is { } card)
        {
            var reading = await ReadAsync(card, allowStale: false);
            if (!caller.ServesCustomers) RequireCurrent(reading.State!, number, caller);
            response.Cards.Add(ToWire(reading, caller));
        }

        return response;
    }

    public override async Task<ListLedgerEntriesResponse> ListLedgerEntries(
        ListLedgerEntriesRequest request, ServerCallContext context)
    {
        var caller = Admit(context);
        var afterSeq = 0L;
        if (request.PageSize < 0) throw Malformed("page_size");
        if (request.PageToken.Length > 0
            && !long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out afterSeq))
            throw Malformed("page_token");
        var number = ReadNumber(request.CardNumber);
        var cardId = await cards.FindIdAsync(number) ?? throw GrpcErrors.ToException(CardCalls.Unknown(number));
        if (!caller.ServesCustomers)
            RequireCurrent((await ReadAsync(cards.Get(cardId), allowStale: false)).State!, number, caller);

        var pageSize = request.PageSize == 0 ? DefaultPageSize : Math.Min(request.PageSize, MaxPageSize);
        var entries = await ledger.ReadEntriesAsync(cardId, afterSeq, pageSize);
        var told = entries.Select(EntryMapping.ToWire).ToList();
        if (!caller.ServesCustomers) told.ForEach(Hide);
        return new ListLedgerEntriesResponse
        {
            Entries = { told },
            NextPageToken = entries.Length < pageSize ? "" : entries[^1].Seq.ToString(CultureInfo.InvariantCulture),
        };
    }

    private Caller Admit(ServerCallContext context) => callers.Read(context, out var caller) is { } refused
        ? throw GrpcErrors.ToException(refused)
        : caller;

    /// <summary>Whoever holds an old number learns nothing of the card but that it has another one.</summary>
    private static void RequireCurrent(CardState state, CardNumber number, Caller caller)
    {
        if (Domain.Cards.Card.CheckNumber(state, number, caller) is { } refused) throw GrpcErrors.ToException(refused);
    }

    private static async Task<CardReading> ReadAsync(ICardGrain card, bool allowStale)
    {
        var reading = await card.ReadAsync(allowStale);
        return reading.Refused is null ? reading : throw GrpcErrors.ToException(reading.Refused);
    }

    private V1.Card ToWire(CardReading reading, Caller caller)
    {
        var card = EntryMapping.ToWire(reading.State!, reading.Available, programme.Today);
        if (!caller.ServesCustomers) card.MemberId = "";
        return card;
    }

    /// <summary>What a manager noted, and whose card it is, is the desk's.</summary>
    private static void Hide(LedgerEntry entry) => (entry.Reason, entry.MemberId) = ("", "");

    private static CardNumber ReadNumber(string text) => CardNumber.Parse(text, out var number) is { } refusal
        ? throw GrpcErrors.ToException(new Refused(refusal, "card_number"))
        : number;

    private static RpcException Malformed(string field) =>
        GrpcErrors.ToException(new Refused(Refusal.FieldMalformed, field));
}
