using Grpc.Core;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Members;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

public sealed partial class Members
{
    /// <summary>
    /// (1) Who stays must be there, and who ends not be gone otherwise; (2) cards and record; (3) who stays is
    /// answered.
    /// </summary>
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

        await RequireAsync(into, null, "into_member_id");
        await RequireAsync(source, into, "from_member_id");

        var merged = await merging.MergeAsync(source, into, caller);
        if (merged.Refused is { } refused) throw new RefusedException(refused);

        var view = MemberRights.WidestView(caller.Kind);
        var response = new MergeMembersResponse
        {
            Member = Show(await register.GetAsync(into), view), Replayed = merged.Replayed,
        };
        foreach (var card in await memberCards.FindAsync(into))
            response.Cards.Add(MemberMapping.ToWire(card, view, program.Today));
        return response;
    }

    /// <summary>The member must be there; or have been merged into the one named, by an earlier call.</summary>
    private async Task RequireAsync(MemberId member, MemberId? mergedInto, string field)
    {
        if (await register.CheckAsync(member) is not { } refused) return;

        // Read behind the check: a call that is faster by a moment must not make this one anything but a repeat.
        var gone = (await register.GetAsync(member)).Member;
        if (mergedInto is null || gone?.MergedInto != mergedInto)
            throw new RefusedException(refused with { Field = field });
    }
}
