using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Members;

/// <summary>Bad input about members: one clear error with the exact field, and nothing changed.</summary>
public sealed class MemberRefusalTests(RunningServer server) : IClassFixture<RunningServer>
{
    public static TheoryData<string, string, Action<CreateMemberRequest>> MalformedCreations => new()
    {
        { "REQUEST_ID_MALFORMED", "request_id", request => request.RequestId = "" },
        { "REQUEST_ID_MALFORMED", "request_id", request => request.RequestId = $"{{{request.RequestId}}}" },
        { "FIELD_MALFORMED", "member", request => request.Member = null },
        { "FIELD_MALFORMED", "member.name", request => request.Member.Name = "" },
        { "FIELD_MALFORMED", "member.name", request => request.Member.Name = " \u3000" },
        { "FIELD_MALFORMED", "member.name", request => request.Member.Name = "a\0b" },
        { "FIELD_MALFORMED", "member.name", request => request.Member.Name = "张三\n" },
        { "FIELD_MALFORMED", "member.name", request => request.Member.Name = new string('张', 65) },
        { "PHONE_MALFORMED", "member.phone", request => request.Member.Phone = "12345" },
        { "PHONE_MALFORMED", "member.phone", request => request.Member.Phone = "1380013800x" },
        { "PHONE_MALFORMED", "member.phone", request => request.Member.Phone = new string('1', 70_000) },
        { "FIELD_MALFORMED", "member.birthday", request => request.Member.Birthday = new Date { Year = 1990 } },
        { "FIELD_MALFORMED", "member.birthday", request => request.Member.Birthday.Month = 13 },
        { "FIELD_MALFORMED", "member.birthday", request => request.Member.Birthday.Day = 29 },
        { "FIELD_MALFORMED", "member.birthday", request => request.Member.Birthday.Year = 1899 },
        { "FIELD_MALFORMED", "member.birthday", request => request.Member.Birthday.Year = 2027 },
        { "FIELD_MALFORMED", "member.gender", request => request.Member.Gender = (Gender)9 },
        { "FIELD_MALFORMED", "member.address", request => request.Member.Address = "a\u0007b" },
        { "FIELD_MALFORMED", "member.address", request => request.Member.Address = new string('x', 201) },
        { "FIELD_MALFORMED", "member.consents", request => request.Member.Consents[0].Kind = "" },
        { "FIELD_MALFORMED", "member.consents", request => request.Member.Consents[0].Source = "a b " },
        { "FIELD_MALFORMED", "member.consents", request => request.Member.Consents[0].Status = default },
        { "FIELD_MALFORMED", "member.consents", request => request.Member.Consents[0].Status = (ConsentStatus)7 },
        { "FIELD_MALFORMED", "member.consents", request => request.Member.Consents[0].Time = At(long.MaxValue) },
        { "FIELD_MALFORMED", "member.consents", request => request.Member.Consents[0].Time = At(-1) },
        { "FIELD_MALFORMED", "member.tags", request => request.Member.Tags.Add("vip") },
        { "FIELD_MALFORMED", "member.tags", request => request.Member.Tags.Add("") },
        { "FIELD_MALFORMED", "member.notes", request => request.Member.Notes.Add("a\tb") },
        { "FIELD_MALFORMED", "member.notes", request => request.Member.Notes.Add(Enumerable.Repeat("x", 5_000)) },
        { "FIELD_MALFORMED", "view", request => request.View = (MemberView)9 },
        { "FIELD_MALFORMED", "view", request => request.View = (MemberView)(-1) },
    };

    public static TheoryData<string, string, Action<UpdateMemberRequest>> MalformedUpdates => new()
    {
        { "REQUEST_ID_MALFORMED", "request_id", request => request.RequestId = "x" },
        { "FIELD_MALFORMED", "update_mask", request => request.UpdateMask = null },
        { "FIELD_MALFORMED", "update_mask", request => request.UpdateMask = new FieldMask() },
        { "FIELD_MALFORMED", "update_mask", request => request.UpdateMask.Paths.Add("etag") },
        { "FIELD_MALFORMED", "update_mask", request => request.UpdateMask.Paths.Add("*") },
        { "FIELD_MALFORMED", "update_mask", request => request.UpdateMask.Paths.Add("member.name") },
        { "FIELD_MALFORMED", "member.member_id", request => request.Member.MemberId = "" },
        { "FIELD_MALFORMED", "member.member_id", request => request.Member = null },
        { "FIELD_MALFORMED", "member.etag", request => request.Member.Etag = "" },
        { "FIELD_MALFORMED", "member.etag", request => request.Member.Etag = "0" },
        { "FIELD_MALFORMED", "member.etag", request => request.Member.Etag = "-1" },
        { "FIELD_MALFORMED", "member.etag", request => request.Member.Etag = "99999999999999999999" },
        { "FIELD_MALFORMED", "member.name", request => request.Member.Name = "" },
        { "PHONE_MALFORMED", "member.phone", request => request.Member.Phone = "+" },
    };

    [Theory]
    [MemberData(nameof(MalformedCreations))]
    public async Task CreateMember_Malformed_IsRefused(string reason, string field, Action<CreateMemberRequest> spoil)
    {
        var phone = Person.Phone();
        var request = Person.Creation(phone);
        spoil(request);

        await AssertMalformedAsync(server.Members.CreateMemberAsync(request, Person.Desk), reason, field);

        Assert.Empty((await server.Members.FindMembersAsync(
            new FindMembersRequest { Phone = phone }, Person.Desk)).Members);
    }

    [Theory]
    [MemberData(nameof(MalformedUpdates))]
    public async Task UpdateMember_Malformed_IsRefused(string reason, string field, Action<UpdateMemberRequest> spoil)
    {
        var member = await Person.CreateAsync(server);
        var request = Person.Update(member, "name", "phone");
        spoil(request);

        await AssertMalformedAsync(server.Members.UpdateMemberAsync(request, Person.Desk), reason, field);

        var now = await server.Members.GetMemberAsync(
            new GetMemberRequest { MemberId = member.MemberId, View = MemberView.Full }, Person.Desk);
        Assert.Equal(member, now.Member);
    }

    [Fact]
    public async Task Reads_Malformed_AreRefused()
    {
        await AssertMalformedAsync(
            server.Members.GetMemberAsync(new GetMemberRequest { MemberId = "x" }), "FIELD_MALFORMED", "member_id");
        await AssertMalformedAsync(
            server.Members.EraseMemberAsync(new EraseMemberRequest(), Person.Desk), "FIELD_MALFORMED", "member_id");
        await AssertMalformedAsync(
            server.Members.FindMembersAsync(new FindMembersRequest(), Person.Desk), "FIELD_MALFORMED", "by");
        await AssertMalformedAsync(
            server.Members.FindMembersAsync(new FindMembersRequest { Phone = "" }, Person.Desk), "PHONE_MALFORMED",
            "phone");
        await AssertMalformedAsync(
            server.Members.FindMembersAsync(Person.ByName(" "), Person.Desk), "FIELD_MALFORMED",
            "name_and_birthday.name");
        var undated = Person.ByName("张三");
        undated.NameAndBirthday.Birthday = null;
        await AssertMalformedAsync(
            server.Members.FindMembersAsync(undated, Person.Desk), "FIELD_MALFORMED", "name_and_birthday.birthday");
    }

    [Fact]
    public async Task Refusal_OfAMember_RepeatsNothingOfWhatWasSent()
    {
        var request = Person.Creation("138-bad-secret");

        var e = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Members.CreateMemberAsync(request, Person.Desk));

        Assert.DoesNotContain("secret", e.ToString() + Some.InfoOf(e), StringComparison.Ordinal);
    }

    private static Timestamp At(long seconds) => new() { Seconds = seconds };

    private static async Task AssertMalformedAsync<T>(AsyncUnaryCall<T> call, string reason, string field)
    {
        var info = await Some.RefusalAsync(call, StatusCode.InvalidArgument);
        Assert.Equal((reason, field), (info.Reason, info.Metadata["field"]));
    }
}
