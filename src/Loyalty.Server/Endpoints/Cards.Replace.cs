using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Identity;
using Loyalty.Server.Mapping;
using Loyalty.V1;
using ReplaceReason = Loyalty.Domain.Cards.ReplaceReason;

namespace Loyalty.Server.Endpoints;

public sealed partial class Cards
{
    public override async Task<ReplaceCardResponse> ReplaceCard(
        ReplaceCardRequest request, ServerCallContext context)
    {
        var refusals = new RequestValidator();
        var reason = (ReplaceReason)request.Reason;
        if (!Enum.IsDefined(reason)) refusals.Add(Refusal.FieldMalformed, "reason");
        var isStock = request.StockNumber.Length > 0;
        var newNumber = ReadNewNumber(request.StockNumber, ref refusals);
        var answer = await ChangeAsync(
            context, CallerRight.ServeCustomers, request.RequestId, request.CardNumber, refusals.Refused,
            async (card, change) =>
            {
                if (isStock) await RequireStockAsync(newNumber, context.CancellationToken);
                return await card.ExecuteAsync(
                    new ReplaceCard(change.RequestId, change.Number, newNumber, isStock, reason), change.Caller);
            });
        return new ReplaceCardResponse
        {
            CardNumber = answer.Entry!.CardNumber!.Value.Digits,
            Entry = EntryMapping.ToWire(answer.Entry),
            Replayed = answer.Replayed,
        };
    }
}
