using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Members
{
    public override async Task<MergeMembersResponse> MergeMembers(
        MergeMembersRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var refusals = new RequestValidator();
        refusals.Add(MemberReader.CheckRight(caller));
        var source = MemberReader.ReadId(request.FromMemberId, "from_member_id", ref refusals);
        var into = MemberReader.ReadId(request.IntoMemberId, "into_member_id", ref refusals);
        if (source == into) refusals.Add(Refusal.FieldMalformed, "into_member_id");
        refusals.ThrowIfAny();

        var merged = await merging.MergeAsync(source, into, caller);
        var view = MemberRights.WidestView(caller.Kind);
        return new MergeMembersResponse
        {
            Member = MemberMapping.ToWire(merged.Member, view),
            Cards = { merged.Cards.Select(card => MemberMapping.ToWire(card, view, program.Today)) },
            Replayed = merged.Replayed,
        };
    }
}
