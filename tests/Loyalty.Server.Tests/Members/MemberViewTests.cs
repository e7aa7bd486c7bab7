using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Members;

/// <summary>Callers see and do only what their kind may.</summary>
public sealed class MemberViewTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData(CallerMetadata.Till)]
    [InlineData(CallerMetadata.Partner)]
    [InlineData(CallerMetadata.BackOffice)]
    public async Task Member_ForWhoIsNoDesk_IsMasked(string kind)
    {
        var phone = Person.Phone();
        var member = await Person.CreateAsync(server, phone);

        var found = await server.Members.FindMembersAsync(
            new FindMembersRequest { Phone = phone, View = MemberView.Masked }, Person.Caller(kind));

        var seen = Assert.Single(found.Members);
        Assert.Equal((MemberView.Masked, "欧**", $"139****{phone[^4..]}"), (seen.View, seen.Name, seen.Phone));
        Assert.Equal((2, null, false, ""), (seen.BirthMonth, seen.Birthday, seen.HasGender, seen.Address));
        Assert.Empty(seen.Tags);
        Assert.Empty(seen.Notes);
        Assert.Equal("marketing-sms", Assert.Single(seen.Consents).Kind);
        Assert.Equal(member.MemberId, seen.MemberId);
    }

    [Fact]
    public async Task Member_AskedForNarrower_ShowsLess()
    {
        var phone = Person.Phone();
        var member = await Person.CreateAsync(server, phone);

        var masked = await GetAsync(member, MemberView.Masked, Person.Desk);
        var minimal = await GetAsync(member, MemberView.Minimal, Person.Desk);
        var tills = await GetAsync(member, MemberView.Minimal, Person.Caller(CallerMetadata.Till));

        Assert.Equal((MemberView.Masked, "欧**", 2), (masked.View, masked.Name, masked.BirthMonth));
        Assert.Equal((MemberView.Minimal, "欧**", 0), (minimal.View, minimal.Name, minimal.BirthMonth));
        Assert.Empty(minimal.Consents);
        Assert.Equal(minimal, tills);
    }

    [Fact]
    public async Task Member_AskedForWider_IsRefused()
    {
        var member = await Person.CreateAsync(server);

        var info = await Some.RefusalAsync(
            server.Members.GetMemberAsync(
                new GetMemberRequest { MemberId = member.MemberId, View = MemberView.Full },
                Person.Caller(CallerMetadata.Till)),
            StatusCode.PermissionDenied);

        Assert.Equal(
            ("CALLER_NOT_ALLOWED", "view", "Till"),
            (info.Reason, info.Metadata["field"], info.Metadata["caller_kind"]));
    }

    [Theory]
    [InlineData(CallerMetadata.Till)]
    [InlineData(CallerMetadata.Partner)]
    public async Task Members_ForWhoOnlyLooksThemUp_AreNotToBeKeptNorSearchedByName(string kind)
    {
        var member = await Person.CreateAsync(server);
        var caller = Person.Caller(kind);

        await AssertNotAllowedAsync(server.Members.CreateMemberAsync(Person.Creation(), caller));
        await AssertNotAllowedAsync(server.Members.UpdateMemberAsync(Person.Update(member, "name"), caller));
        await AssertNotAllowedAsync(
            server.Members.EraseMemberAsync(new EraseMemberRequest { MemberId = member.MemberId }, caller));
        await AssertNotAllowedAsync(server.Members.FindMembersAsync(Person.ByName("欧阳娜娜"), caller));
        Assert.Equal("1", (await GetAsync(member, MemberView.Full, Person.Desk)).Etag);
    }

    [Fact]
    public async Task BackOffice_KeepsMembersWithoutSeeingThemWhole()
    {
        var caller = Person.Caller(CallerMetadata.BackOffice);

        var creation = Person.Creation();
        creation.View = MemberView.Masked;
        var created = (await server.Members.CreateMemberAsync(creation, caller)).Member;
        var update = Person.Update(created, "address");
        update.View = MemberView.Masked;
        update.Member.Address = "elsewhere";
        var updated = (await server.Members.UpdateMemberAsync(update, caller)).Member;

        Assert.Equal(("欧**", ""), (updated.Name, updated.Address));
        Assert.Equal("elsewhere", (await GetAsync(created, MemberView.Full, Person.Desk)).Address);
    }

    private async Task<Member> GetAsync(Member member, MemberView view, Metadata caller) =>
        (await server.Members.GetMemberAsync(
            new GetMemberRequest { MemberId = member.MemberId, View = view }, caller)).Member;

    private static async Task AssertNotAllowedAsync<T>(AsyncUnaryCall<T> call) => Assert.Equal(
        "CALLER_NOT_ALLOWED", (await Some.RefusalAsync(call, StatusCode.PermissionDenied)).Reason);
}
