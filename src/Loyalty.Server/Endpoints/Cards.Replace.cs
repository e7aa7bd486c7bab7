using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;
using ReplaceReason = Loyalty.Domain.Cards.ReplaceReason;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<ReplaceCardResponse> ReplaceCard(
        ReplaceCardRequest request, ServerCallContext context)
    {
        var refusals = new RequestValidator();
        var reason = (ReplaceReason)request.Reason;
        if (!Enum.IsDefined(reason)) refusals.Add(Refusal.FieldMalformed, "reason");
        var scanned = ReadStockNumber(request.StockNumber, ref refusals);
        var change = ReadChange(
            context, Domain.Cards.ReplaceCard.Verb, request.RequestId, request.CardNumber, refusals.Refused);
        var command = new ReplaceCard(
            change.RequestId, change.Number, scanned, IsStockNumber: request.StockNumber.Length > 0, reason);
        var answer = await desk.ReplaceAsync(command, change.Caller, context.CancellationToken);
        return new ReplaceCardResponse
        {
            CardNumber = answer.Entry.CardNumber!.Value.Digits,
            Entry = EntryMapping.ToWire(answer.Entry),
            Replayed = answer.Replayed,
        };
    }
}
