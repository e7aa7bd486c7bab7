using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<SuspendCardResponse> SuspendCard(SuspendCardRequest request, ServerCallContext context)
    {
        var change = ReadChange(
            context, Domain.Cards.SuspendCard.Verb, request.RequestId, request.CardNumber,
            CheckReason(request.Reason, isRequired: true));
        var answer = await desk.ChangeAsync(
            change.Number, new SuspendCard(change.RequestId, change.Number, request.Reason), change.Caller);
        return new SuspendCardResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }

    public override async Task<ResumeCardResponse> ResumeCard(ResumeCardRequest request, ServerCallContext context)
    {
        var change = ReadChange(
            context, Domain.Cards.ResumeCard.Verb, request.RequestId, request.CardNumber,
            CheckReason(request.Reason, isRequired: true));
        var answer = await desk.ChangeAsync(
            change.Number, new ResumeCard(change.RequestId, change.Number, request.Reason), change.Caller);
        return new ResumeCardResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }
}
