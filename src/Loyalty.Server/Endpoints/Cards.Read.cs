using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Loyalty.Application;
using Loyalty.Application.Cards;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<GetCardResponse> GetCard(GetCardRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var asOf = ReadInstant(request.AsOfTime);
        var view = await views.GetAsync(ReadNumber(request.CardNumber), request.AllowStale, asOf, caller);
        return new GetCardResponse { Card = ToWire(view, caller) };
    }

    public override async Task<FindCardsResponse> FindCards(FindCardsRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var view = await views.FindAsync(ReadNumber(request.CardNumber), caller);
        return view is null ? new FindCardsResponse() : new FindCardsResponse { Cards = { ToWire(view, caller) } };
    }

    private DateTimeOffset? ReadInstant(Timestamp? time)
    {
        if (time is null) return null;
        return DateMapping.TryRead(time, out var instant) && instant <= program.Now
            ? instant
            : throw new RefusedException(new Refused(Refusal.FieldMalformed, "as_of_time"));
    }

    private static V1.Card ToWire(CardView view, Caller caller)
    {
        var card = EntryMapping.ToWire(view.State, view.Available, view.Date);
        if (!caller.ServesCustomers) card.MemberId = "";
        return card;
    }

    private static CardNumber ReadNumber(string text) => CardNumber.Parse(text, out var number) is { } refusal
        ? throw new RefusedException(new Refused(refusal, "card_number"))
        : number;
}
