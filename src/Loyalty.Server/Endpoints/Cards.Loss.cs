using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<ReportLostCardResponse> ReportLostCard(
        ReportLostCardRequest request, ServerCallContext context)
    {
        var change = ReadChange(context, Domain.Cards.ReportLostCard.Verb, request.RequestId, request.CardNumber);
        var answer = await desk.ChangeAsync(
            change.Number, new ReportLostCard(change.RequestId, change.Number), change.Caller);
        return new ReportLostCardResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }

    public override async Task<ClearLostCardResponse> ClearLostCard(
        ClearLostCardRequest request, ServerCallContext context)
    {
        var change = ReadChange(context, Domain.Cards.ClearLostCard.Verb, request.RequestId, request.CardNumber);
        var answer = await desk.ChangeAsync(
            change.Number, new ClearLostCard(change.RequestId, change.Number), change.Caller);
        return new ClearLostCardResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }
}
