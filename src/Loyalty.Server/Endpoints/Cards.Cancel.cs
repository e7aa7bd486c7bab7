using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<CancelCardResponse> CancelCard(CancelCardRequest request, ServerCallContext context)
    {
        var change = ReadChange(
            context, Domain.Cards.CancelCard.Verb, request.RequestId, request.CardNumber,
            CheckReason(request.Reason, isRequired: false));
        var answer = await desk.ChangeAsync(
            change.Number, new CancelCard(change.RequestId, change.Number, request.Reason), change.Caller);
        return new CancelCardResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }
}
