using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Members;

public sealed class MemberTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task CreateMember_ByADesk_AnswersHimWhole()
    {
        var request = Person.Creation("138 0013 8000");

        var created = await server.Members.CreateMemberAsync(request, Person.Desk);

        var member = created.Member;
        Assert.Equal(("欧阳娜娜", "+8613800138000", "1"), (member.Name, member.Phone, member.Etag));
        Assert.Equal((MemberState.Live, MemberView.Full, 2), (member.State, member.View, member.BirthMonth));
        Assert.Equal(request.Member.Birthday, member.Birthday);
        Assert.Equal(request.Member.Notes, member.Notes);
        Assert.Equal(Timestamp.FromDateTimeOffset(server.Time.Now), Assert.Single(member.Consents).Time);
        Assert.False(created.Replayed);
        Assert.Equal(member, await GetAsync(member.MemberId));
    }

    [Fact]
    public async Task CreateMember_SentAgainLater_AnswersTheSame()
    {
        var request = Person.Creation();
        var first = await server.Members.CreateMemberAsync(request, Person.Desk);
        server.Time.Now += TimeSpan.FromSeconds(30);

        var second = await server.Members.CreateMemberAsync(request, Person.Desk);

        Assert.Equal((first.Member, true), (second.Member, second.Replayed));
    }

    [Fact]
    public async Task RequestId_WithOtherContent_IsAConflict()
    {
        var request = Person.Creation();
        await server.Members.CreateMemberAsync(request, Person.Desk);
        request.Member.Address = "elsewhere";

        await AssertRefusedAsync(
            server.Members.CreateMemberAsync(request, Person.Desk), StatusCode.AlreadyExists, "REQUEST_CONFLICT",
            "request_id");
    }

    [Fact]
    public async Task UpdateMember_WithAMask_ChangesWhatItNames()
    {
        var member = await Person.CreateAsync(server);
        var request = Person.Update(member, "address", "phone", "consents");
        (request.Member.Name, request.Member.Address) = ("ignored", "elsewhere");
        request.Member.Phone = "+85261234567";
        request.Member.Consents.Clear();
        request.Member.Consents.Add(
            new Consent { Kind = "app-push", Status = ConsentStatus.Withdrawn, Source = "app" });

        var updated = await server.Members.UpdateMemberAsync(request, Person.Desk);
        var again = await server.Members.UpdateMemberAsync(request, Person.Desk);

        Assert.Equal((false, true), (updated.Replayed, again.Replayed));
        Assert.Equal(updated.Member, again.Member);
        Assert.Equal(
            (member.Name, "elsewhere", "+85261234567", "2"),
            (updated.Member.Name, updated.Member.Address, updated.Member.Phone, updated.Member.Etag));
        Assert.Equal(["marketing-sms", "app-push"], updated.Member.Consents.Select(said => said.Kind));
        Assert.Equal(member.Tags, updated.Member.Tags);
    }

    [Fact]
    public async Task UpdateMember_OfNamedFieldsThatAreEmpty_TakesThemAway()
    {
        var member = await Person.CreateAsync(server);
        var request = Person.Update(member, "phone", "birthday", "gender", "address", "tags", "notes");
        request.Member = new Member { MemberId = member.MemberId, Etag = member.Etag, Gender = Gender.NotTold };

        var updated = (await server.Members.UpdateMemberAsync(request, Person.Desk)).Member;

        Assert.Equal(("", null, 0, ""), (updated.Phone, updated.Birthday, updated.BirthMonth, updated.Address));
        Assert.False(updated.HasGender);
        Assert.Empty(updated.Tags);
        Assert.Empty(updated.Notes);
        Assert.Equal(member.Name, updated.Name);
    }

    [Fact]
    public async Task UpdateMember_OnAnOldVersion_IsRefusedAndChangesNothing()
    {
        var member = await Person.CreateAsync(server);
        var first = Person.Update(member, "address");
        first.Member.Address = "first";
        await server.Members.UpdateMemberAsync(first, Person.Desk);
        var late = Person.Update(member, "address");
        late.Member.Address = "late";

        await AssertRefusedAsync(
            server.Members.UpdateMemberAsync(late, Person.Desk), StatusCode.Aborted, "ETAG_MISMATCH", "member.etag");

        Assert.Equal("first", (await GetAsync(member.MemberId)).Address);
    }

    [Fact]
    public async Task UpdateMember_ByManyAtOnce_IsDoneOnce()
    {
        var member = await Person.CreateAsync(server);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            var request = Person.Update(member, "address");
            request.Member.Address = $"{i}";
            try
            {
                return (await server.Members.UpdateMemberAsync(request, Person.Desk)).Member.Address;
            }
            catch (RpcException e)
            {
                return Some.InfoOf(e).Reason;
            }
        }));

        Assert.Equal(15, outcomes.Count(outcome => outcome == "ETAG_MISMATCH"));
        Assert.Contains((await GetAsync(member.MemberId)).Address, outcomes);
    }

    [Fact]
    public async Task Phone_OfAnotherMember_IsTaken()
    {
        var phone = Person.Phone();
        await Person.CreateAsync(server, phone);
        var other = await Person.CreateAsync(server);
        var request = Person.Update(other, "phone");
        request.Member.Phone = $"+86 {phone}";

        await AssertRefusedAsync(
            server.Members.CreateMemberAsync(Person.Creation($"0086{phone}"), Person.Desk),
            StatusCode.AlreadyExists, "PHONE_TAKEN", "member.phone");
        await AssertRefusedAsync(
            server.Members.UpdateMemberAsync(request, Person.Desk), StatusCode.AlreadyExists, "PHONE_TAKEN",
            "member.phone");
    }

    [Fact]
    public async Task Phone_WantedByManyAtOnce_HasOneMember()
    {
        var phone = Person.Phone();

        var created = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            try
            {
                await server.Members.CreateMemberAsync(Person.Creation(phone), Person.Desk);
                return "";
            }
            catch (RpcException e)
            {
                return Some.InfoOf(e).Reason;
            }
        }));

        Assert.Equal(["", .. Enumerable.Repeat("PHONE_TAKEN", 15)], created.Order());
    }

    [Fact]
    public async Task FindMembers_ByPhoneAndByName_FindsHim()
    {
        var phone = Person.Phone();
        var request = Person.Creation(phone);
        request.Member.Name = $"Ann {phone}";
        var member = (await server.Members.CreateMemberAsync(request, Person.Desk)).Member;

        var byPhone = await server.Members.FindMembersAsync(
            new FindMembersRequest { Phone = phone, View = MemberView.Full }, Person.Desk);
        var byName = await server.Members.FindMembersAsync(Person.ByName($"ANN{phone}"), Person.Desk);
        var nobody = await server.Members.FindMembersAsync(
            new FindMembersRequest { Phone = Person.Phone() }, Person.Desk);

        Assert.Equal(member, Assert.Single(byPhone.Members));
        Assert.Equal(member, Assert.Single(byName.Members));
        Assert.Empty(nobody.Members);
        Assert.False(byName.HasMore);
    }

    [Fact]
    public async Task EraseMember_Twice_LeavesHisIdAlone()
    {
        var phone = Person.Phone();
        var member = await Person.CreateAsync(server, phone);
        var request = new EraseMemberRequest { MemberId = member.MemberId };

        var first = await server.Members.EraseMemberAsync(request, Person.Desk);
        var second = await server.Members.EraseMemberAsync(request, Person.Desk);

        Assert.Equal((false, true), (first.Replayed, second.Replayed));
        Assert.Equal(first.Member, second.Member);
        Assert.Equal(
            new Member
            {
                MemberId = member.MemberId,
                Etag = "2",
                State = MemberState.Erased,
                View = MemberView.Full,
                CreateTime = member.CreateTime,
                UpdateTime = first.Member.UpdateTime,
            },
            await GetAsync(member.MemberId));
        await AssertRefusedAsync(
            server.Members.UpdateMemberAsync(Person.Update(member, "name"), Person.Desk),
            StatusCode.FailedPrecondition, "MEMBER_ERASED", "member_id");
        Assert.NotEqual(member.MemberId, (await Person.CreateAsync(server, phone)).MemberId);
    }

    [Fact]
    public async Task Member_ThatIsNone_IsUnknown()
    {
        var id = $"{Some.Id()}";
        var member = new Member { MemberId = id, Etag = "1", Name = "Ann" };

        await AssertRefusedAsync(
            server.Members.GetMemberAsync(new GetMemberRequest { MemberId = id }), StatusCode.NotFound,
            "MEMBER_UNKNOWN", "member_id");
        await AssertRefusedAsync(
            server.Members.UpdateMemberAsync(Person.Update(member, "name"), Person.Desk), StatusCode.NotFound,
            "MEMBER_UNKNOWN", "member_id");
        await AssertRefusedAsync(
            server.Members.EraseMemberAsync(new EraseMemberRequest { MemberId = id }, Person.Desk),
            StatusCode.NotFound, "MEMBER_UNKNOWN", "member_id");
    }

    private async Task<Member> GetAsync(string id) =>
        (await server.Members.GetMemberAsync(
            new GetMemberRequest { MemberId = id, View = MemberView.Full }, Person.Desk)).Member;

    private static async Task AssertRefusedAsync<T>(
        AsyncUnaryCall<T> call, StatusCode status, string reason, string field)
    {
        var info = await Some.RefusalAsync(call, status);
        Assert.Equal((reason, field), (info.Reason, info.Metadata["field"]));
    }
}
