using Grpc.Core;
using Loyalty.Domain.Members;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Members
{
    public override async Task<CreateMemberResponse> CreateMember(
        CreateMemberRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var refusals = new RequestValidator();
        refusals.Add(MemberReader.CheckRight(caller));
        var view = MemberReader.ReadView(
            request.HasView ? request.View : null, caller, ref refusals);
        var requestId = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        var profile = MemberReader.ReadProfile(request.Member, ProfileParts.All, program, ref refusals);
        refusals.ThrowIfAny();

        var answer = await desk.CreateAsync(new CreateMember(requestId, profile), caller);
        return new CreateMemberResponse
        {
            Member = MemberMapping.ToWire(answer.Member!, view), Replayed = answer.Replayed,
        };
    }

    public override async Task<UpdateMemberResponse> UpdateMember(
        UpdateMemberRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var refusals = new RequestValidator();
        refusals.Add(MemberReader.CheckRight(caller));
        var view = MemberReader.ReadView(
            request.HasView ? request.View : null, caller, ref refusals);
        var requestId = IdMapping.ReadRequestId(request.RequestId, ref refusals);
        var parts = MemberReader.ReadMask(request.UpdateMask, ref refusals);
        MemberReader.RequireGender(request.Member, parts, ref refusals);
        var id = MemberReader.ReadId(request.Member?.MemberId ?? "", "member.member_id", ref refusals);
        var version = MemberReader.ReadEtag(request.Member?.Etag ?? "", ref refusals);
        var change = MemberReader.ReadProfile(request.Member, parts, program, ref refusals);
        refusals.ThrowIfAny();

        var command = new UpdateMember(requestId, id, version, parts, change);
        var answer = await desk.UpdateAsync(command, caller);
        return new UpdateMemberResponse
        {
            Member = MemberMapping.ToWire(answer.Member!, view), Replayed = answer.Replayed,
        };
    }

    public override async Task<EraseMemberResponse> EraseMember(
        EraseMemberRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var refusals = new RequestValidator();
        refusals.Add(MemberReader.CheckRight(caller));
        var id = MemberReader.ReadId(request.MemberId, "member_id", ref refusals);
        refusals.ThrowIfAny();

        var answer = await desk.EraseAsync(id);
        return new EraseMemberResponse
        {
            Member = MemberMapping.ToWire(answer.Member!, MemberRights.WidestView(caller.Kind)),
            Replayed = answer.Replayed,
        };
    }
}
