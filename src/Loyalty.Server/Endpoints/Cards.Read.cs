using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    public override async Task<GetCardResponse> GetCard(GetCardRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var asOf = ReadInstant(request.AsOfTime);
        var number = ReadNumber(request.CardNumber);
        var card = await cards.FindAsync(number) ?? throw new RefusedException(CardCalls.Unknown(number));
        var reading = await ReadAsync(card, request.AllowStale);

        // What is cached may lack the number: memory may say yes, never no.
        if (request.AllowStale && reading.State!.Number != number) reading = await ReadAsync(card, allowStale: false);
        RequireCurrent(reading.State!, number, caller);
        return new GetCardResponse
        {
            Card = asOf is { } instant
                ? await ReadPastAsync(reading.State!, instant, caller)
                : ToWire(reading, caller),
        };
    }

    public override async Task<FindCardsResponse> FindCards(FindCardsRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
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

    /// <summary>The card as it was. What depends on the day is judged then, as it would have been.</summary>
    private async Task<V1.Card> ReadPastAsync(CardState now, DateTimeOffset instant, Caller caller)
    {
        var then = await ledger.LoadAsOfAsync(now.CardId, instant)
            ?? throw new RefusedException(CardCalls.Unknown(now.Number).With("issue_date", $"{now.IssueDate:O}"));
        var date = program.Calendar.DateOf(instant);
        return ToWire(then with { Number = now.Number }, then.AvailableOn(date), date, caller);
    }

    private DateTimeOffset? ReadInstant(Timestamp? time)
    {
        if (time is null) return null;
        return DateMapping.TryRead(time, out var instant) && instant <= program.Now
            ? instant
            : throw Malformed("as_of_time");
    }

    /// <summary>Whoever holds an old number learns nothing of the card but that it has another one.</summary>
    private static void RequireCurrent(CardState state, CardNumber number, Caller caller)
    {
        if (Domain.Cards.Card.CheckNumber(state, number, caller) is { } refused) throw new RefusedException(refused);
    }

    private static async Task<CardReading> ReadAsync(ICardGrain card, bool allowStale)
    {
        var reading = await card.ReadAsync(allowStale);
        return reading.Refused is null ? reading : throw new RefusedException(reading.Refused);
    }

    private V1.Card ToWire(CardReading reading, Caller caller) =>
        ToWire(reading.State!, reading.Available, program.Today, caller);

    private static V1.Card ToWire(CardState state, long available, DateOnly date, Caller caller)
    {
        var card = EntryMapping.ToWire(state, available, date);
        if (!caller.ServesCustomers) card.MemberId = "";
        return card;
    }

    private static CardNumber ReadNumber(string text) => CardNumber.Parse(text, out var number) is { } refusal
        ? throw new RefusedException(new Refused(refusal, "card_number"))
        : number;

    private static RefusedException Malformed(string field) => new(new Refused(Refusal.FieldMalformed, field));
}
