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
        Admit(context);
        var number = ReadNumber(request.CardNumber);
        var card = await cards.FindAsync(number) ?? throw GrpcErrors.ToException(CardCalls.Unknown(number));
        return new GetCardResponse { Card = await ReadAsync(card, request.AllowStale) };
    }

    public override async Task<FindCardsResponse> FindCards(FindCardsRequest request, ServerCallContext context)
    {
        Admit(context);
        var response = new FindCardsResponse();
        if (await cards.FindAsync(ReadNumber(request.CardNumber)) is { } card)
            response.Cards.Add(await ReadAsync(card, allowStale: false));
        return response;
    }

    public override async Task<ListLedgerEntriesResponse> ListLedgerEntries(
        ListLedgerEntriesRequest request, ServerCallContext context)
    {
        Admit(context);
        var afterSeq = 0L;
        if (request.PageSize < 0) throw Malformed("page_size");
        if (request.PageToken.Length > 0
            && !long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out afterSeq))
            throw Malformed("page_token");
        var number = ReadNumber(request.CardNumber);
        var cardId = await cards.FindIdAsync(number) ?? throw GrpcErrors.ToException(CardCalls.Unknown(number));

        var pageSize = request.PageSize == 0 ? DefaultPageSize : Math.Min(request.PageSize, MaxPageSize);
        var entries = await ledger.ReadEntriesAsync(cardId, afterSeq, pageSize);
        return new ListLedgerEntriesResponse
        {
            Entries = { entries.Select(EntryMapping.ToWire) },
            NextPageToken = entries.Length < pageSize ? "" : entries[^1].Seq.ToString(CultureInfo.InvariantCulture),
        };
    }

    private void Admit(ServerCallContext context)
    {
        if (callers.Read(context, out _) is { } refused) throw GrpcErrors.ToException(refused);
    }

    private static async Task<V1.Card> ReadAsync(ICardGrain card, bool allowStale)
    {
        var reading = await card.ReadAsync(allowStale);
        return reading.Refused is null
            ? EntryMapping.ToWire(reading.State!, reading.Available)
            : throw GrpcErrors.ToException(reading.Refused);
    }

    private static CardNumber ReadNumber(string text) => CardNumber.Parse(text, out var number) is { } refusal
        ? throw GrpcErrors.ToException(new Refused(refusal, "card_number"))
        : number;

    private static RpcException Malformed(string field) =>
        GrpcErrors.ToException(new Refused(Refusal.FieldMalformed, field));
}
