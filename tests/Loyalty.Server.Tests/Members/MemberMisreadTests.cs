using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Members;

/// <summary>Requests about members as clients send them that send an unknown name as absent or as 0.</summary>
public sealed class MemberMisreadTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData(MemberView.Unspecified)]
    [InlineData((MemberView)9)]
    public async Task View_ThatIsNone_IsRefused(MemberView view)
    {
        var member = await Person.CreateAsync(server);
        await RefusedAsync("view", server.Members.GetMemberAsync(
            new() { MemberId = member.MemberId, View = view }, Person.Desk));
    }

    [Fact]
    public async Task View_Absent_IsTheNarrowest()
    {
        var member = await Person.CreateAsync(server);
        var seen = await server.Members.GetMemberAsync(new() { MemberId = member.MemberId }, Person.Desk);
        Assert.Equal((MemberView.Minimal, "欧**"), (seen.Member.View, seen.Member.Name));
    }

    [Fact]
    public async Task Gender_ThatIsNone_IsRefused()
    {
        var creation = Person.Creation();
        creation.Member.Gender = Gender.Unspecified;
        await RefusedAsync("member.gender", server.Members.CreateMemberAsync(creation, Person.Desk));
    }

    [Fact]
    public async Task Gender_OfAChange_MustBeNamedAndCanBeTakenBack()
    {
        var update = Person.Update(await Person.CreateAsync(server), "gender");
        update.Member.ClearGender();
        await RefusedAsync("member.gender", server.Members.UpdateMemberAsync(update, Person.Desk));

        update.Member.Gender = Gender.NotTold;
        var answer = await server.Members.UpdateMemberAsync(update, Person.Desk);

        Assert.False(answer.Member.HasGender);
    }

    private static async Task RefusedAsync<T>(string field, AsyncUnaryCall<T> call)
    {
        var info = await Some.RefusalAsync(call, StatusCode.InvalidArgument);
        Assert.Equal(("FIELD_MALFORMED", field), (info.Reason, info.Metadata["field"]));
    }
}
