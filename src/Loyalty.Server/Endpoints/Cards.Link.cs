using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Cards
{
    public override async Task<LinkMemberResponse> LinkMember(LinkMemberRequest request, ServerCallContext context)
    {
        var refusals = new RequestValidator();
        var member = MemberReader.ReadId(request.MemberId, "member_id", ref refusals);
        var change = ReadChange(
            context, Domain.Cards.LinkMember.Verb, request.RequestId, request.CardNumber, refusals.Refused);
        var answer = await desk.LinkAsync(new LinkMember(change.RequestId, change.Number, member), change.Caller);
        return new LinkMemberResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }

    public override async Task<UnlinkMemberResponse> UnlinkMember(
        UnlinkMemberRequest request, ServerCallContext context)
    {
        var change = ReadChange(
            context, Domain.Cards.UnlinkMember.Verb, request.RequestId, request.CardNumber,
            CheckReason(request.Reason, isRequired: false));
        var answer = await desk.ChangeAsync(
            change.Number, new UnlinkMember(change.RequestId, change.Number, request.Reason), change.Caller);
        return new UnlinkMemberResponse { Entry = EntryMapping.ToWire(answer.Entry), Replayed = answer.Replayed };
    }
}
