using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<RenewCardResponse> RenewCard(RenewCardRequest request, ServerCallContext context)
    {
        var change = ReadChange(context, Domain.Cards.RenewCard.Verb, request.RequestId, request.CardNumber);
        var answer = await desk.ChangeAsync(
            change.Number, new RenewCard(change.RequestId, change.Number), change.Caller);
        return new RenewCardResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }
}
