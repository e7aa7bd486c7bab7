using Grpc.Core;
using Loyalty.Domain;
using Loyalty.Members;
using Loyalty.Server.Mapping;
using Loyalty.V1;

namespace Loyalty.Server.Endpoints;

internal sealed partial class Members
{
    public override async Task<GetMemberResponse> GetMember(GetMemberRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var refusals = new RequestValidator();
        var view = MemberReader.ReadView(
            request.HasView ? request.View : null, caller, ref refusals);
        var id = MemberReader.ReadId(request.MemberId, "member_id", ref refusals);
        refusals.ThrowIfAny();
        var found = await desk.GetAsync(id, withCards: view != Domain.Members.MemberView.Minimal);
        return new GetMemberResponse
        {
            Member = MemberMapping.ToWire(found.Member, view),
            Cards = { found.Cards.Select(card => MemberMapping.ToWire(card, view, program.Today)) },
        };
    }

    public override async Task<FindMembersResponse> FindMembers(
        FindMembersRequest request, ServerCallContext context)
    {
        var caller = callers.Read(context);
        var refusals = new RequestValidator();
        var view = MemberReader.ReadView(
            request.HasView ? request.View : null, caller, ref refusals);
        var search = ReadSearch(request, caller, ref refusals);
        refusals.ThrowIfAny();

        var found = await search();
        return new FindMembersResponse
        {
            Members = { found.Members.Select(member => MemberMapping.ToWire(member, view)) },
            HasMore = found.HasMore,
        };
    }

    private Func<Task<MembersFound>> ReadSearch(
        FindMembersRequest request, Caller caller, ref RequestValidator refusals)
    {
        switch (request.ByCase)
        {
            case FindMembersRequest.ByOneofCase.Phone:
                var phone = MemberReader.ReadPhone(request.Phone, "phone", ref refusals);
                return () => desk.FindAsync(phone!.Value);
            case FindMembersRequest.ByOneofCase.NameAndBirthday:
                refusals.Add(MemberReader.CheckRight(caller));
                var (by, at) = (request.NameAndBirthday, "name_and_birthday.");
                var name = MemberReader.ReadName(by.Name, at + "name", ref refusals);
                var birthday = MemberReader.ReadDate(by.Birthday, at + "birthday", ref refusals);
                return () => desk.FindAsync(name, birthday!.Value);
            default:
                refusals.Add(Refusal.FieldMalformed, "by");
                return () => throw new InvalidOperationException("Nothing to search by.");
        }
    }
}
