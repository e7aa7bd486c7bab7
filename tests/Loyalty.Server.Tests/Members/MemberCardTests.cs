using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Members;

/// <summary>Which cards are whose.</summary>
public sealed class MemberCardTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly CardCommands commands = new(server);

    [Fact]
    public async Task LinkMember_OfACard_IsAnsweredWithTheMember()
    {
        var (member, card) = (await commands.MemberAsync(), await commands.IssueAsync());
        var entry = (await commands.LinkAsync(card.CardNumber, member)).Entry;
        Assert.Equal((EntryKind.MemberLink, member), (entry.Kind, entry.MemberId));
        Assert.Equal(member, (await commands.ReadAsync(card.CardNumber, Callers.Desk)).MemberId);
        Assert.Equal(card.CardNumber, Assert.Single(await CardsOfAsync(member)).CardNumber);
        await commands.AuditAsync();
    }

    [Fact]
    public async Task Member_WithACardOfTheType_GetsNoOther()
    {
        var member = await commands.MemberAsync();
        await commands.IssueAsync(CardType.OneYear, member);
        var other = await commands.IssueAsync(CardType.OneYear);
        await RefusedAsync("MEMBER_HAS_CARD", () => commands.LinkAsync(other.CardNumber, member));
        await RefusedAsync("MEMBER_HAS_CARD", () => commands.IssueAsync(CardType.OneYear, member));
        await commands.IssueAsync(CardType.Digital, member);
        Assert.Equal([CardType.OneYear, CardType.Digital], (await CardsOfAsync(member)).Select(card => card.Type));
    }

    [Fact]
    public async Task UnlinkMember_OfHisCard_MakesRoomForAnother()
    {
        var member = await commands.MemberAsync();
        var first = await commands.IssueAsync(CardType.OneYear, member);
        var request = new UnlinkMemberRequest
        {
            RequestId = $"{Some.Id()}", CardNumber = first.CardNumber, Reason = "sold",
        };
        await server.Cards.UnlinkMemberAsync(request, Callers.Desk);
        var second = await commands.IssueAsync(CardType.OneYear, member);
        Assert.Equal(second.CardNumber, Assert.Single(await CardsOfAsync(member)).CardNumber);
        Assert.True((await server.Cards.UnlinkMemberAsync(request, Callers.Desk)).Replayed);
        await RefusedAsync("CARD_HAS_NO_MEMBER", () => server.Cards.UnlinkMemberAsync(
            new() { RequestId = $"{Some.Id()}", CardNumber = first.CardNumber }, Callers.Desk).ResponseAsync);
    }

    [Fact]
    public async Task Member_WhoIsUnknownOrErased_GetsNoCardButARepeatIsAnswered()
    {
        var (member, card, id) = (await commands.MemberAsync(), await commands.IssueAsync(), $"{Some.Id()}");
        await commands.LinkAsync(card.CardNumber, member, id);
        await server.Members.EraseMemberAsync(new() { MemberId = member }, Callers.Desk);
        Assert.True((await commands.LinkAsync(card.CardNumber, member, id)).Replayed);

        var other = await commands.IssueAsync();
        await RefusedAsync("MEMBER_ERASED", () => commands.LinkAsync(other.CardNumber, member));
        await RefusedAsync("MEMBER_ERASED", () => commands.IssueAsync(CardType.Digital, member));
        await RefusedAsync("MEMBER_UNKNOWN", () => commands.LinkAsync(other.CardNumber, $"{Some.Id()}"));
    }

    /// <summary>The ledger knows the request id: its outcome counts, whatever has become of the member since.</summary>
    [Fact]
    public async Task IssueCard_AgainWhenItsMemberIsGone_IsReplayedAndWithOtherContentConflicts()
    {
        var (member, other) = (await commands.MemberAsync(), await commands.MemberAsync());
        var request = new IssueCardRequest
        {
            RequestId = $"{Some.Id()}", Type = CardType.Digital, MemberId = member,
        };
        var issued = await server.Cards.IssueCardAsync(request, Callers.Desk);
        await server.Members.EraseMemberAsync(new() { MemberId = member }, Callers.Desk);
        await server.Members.EraseMemberAsync(new() { MemberId = other }, Callers.Desk);

        var again = await server.Cards.IssueCardAsync(request, Callers.Desk);
        Assert.Equal((issued.Entry, true), (again.Entry, again.Replayed));
        request.MemberId = other;
        await RefusedAsync("REQUEST_CONFLICT", async () => await server.Cards.IssueCardAsync(request, Callers.Desk));
        request.RequestId = $"{Some.Id()}";
        await RefusedAsync("MEMBER_ERASED", async () => await server.Cards.IssueCardAsync(request, Callers.Desk));
    }

    [Fact]
    public async Task Card_OfAMember_IsNobodysBusinessOfATill()
    {
        var member = await commands.MemberAsync();
        var card = await commands.IssueAsync(member: member);
        Assert.Empty((await commands.ReadAsync(card.CardNumber, Callers.Till)).MemberId);
        var entries = await server.Cards.ListLedgerEntriesAsync(
            new() { CardNumber = card.CardNumber }, Callers.Till);
        Assert.Empty(Assert.Single(entries.Entries).MemberId);

        var seen = await server.Members.GetMemberAsync(
            new() { MemberId = member, View = MemberView.Masked }, Callers.Till);
        Assert.Equal("***************" + card.CardNumber[^4..], Assert.Single(seen.Cards).CardNumber);
        seen = await server.Members.GetMemberAsync(
            new() { MemberId = member, View = MemberView.Minimal }, Callers.Till);
        Assert.Empty(seen.Cards);
    }

    private async Task<IEnumerable<MemberCard>> CardsOfAsync(string member) =>
        (await server.Members.GetMemberAsync(
            new() { MemberId = member, View = MemberView.Full }, Callers.Desk)).Cards;

    private static async Task RefusedAsync<T>(string reason, Func<Task<T>> call) =>
        Assert.Equal(reason, Some.InfoOf(await Assert.ThrowsAsync<RpcException>(call)).Reason);
}
