using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Members;

public sealed class SqliteMergeTests(RunningServer server) : MergeTests<RunningServer>(server);

public sealed class PostgresMergeTests(PostgresRunningServer server) : MergeTests<PostgresRunningServer>(server);

/// <summary>Points between two cards of a member, and two members that become one.</summary>
public abstract class MergeTests<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : RunningServer
{
    private readonly CardCommands commands = new(server);

    [Fact]
    public async Task TransferPoints_BetweenCardsOfAMember_MovesThemOnce()
    {
        var member = await commands.MemberAsync();
        var (one, two) = (await CardAsync(CardType.OneYear, member, 200), await CardAsync(CardType.Digital, member, 0));
        var request = new TransferPointsRequest
        {
            RequestId = $"{Some.Id()}", FromCardNumber = one.CardNumber, ToCardNumber = two.CardNumber, Points = 4,
        };
        var answer = await server.Cards.TransferPointsAsync(request, Callers.Desk);
        var again = await server.Cards.TransferPointsAsync(request, Callers.Desk);

        Assert.Equal((EntryKind.TransferOut, -4L), (answer.Entry.Kind, answer.Entry.Points));
        Assert.Equal(two.CardId, answer.Entry.CounterpartCardId);
        Assert.Equal((answer.Entry, true), (again.Entry, again.Replayed));
        Assert.Equal((6L, 4L), (await BalanceAsync(one), await BalanceAsync(two)));
        await RefusedAsync("NOT_ENOUGH_POINTS", Transfer(one, two, 7));
        await RefusedAsync("FIELD_MALFORMED", Transfer(one, one, 1));
        await RefusedAsync("OTHER_MEMBER", Transfer(one, await commands.IssueAsync(), 1));

        // The card that got them knows of it, though nobody told its grain.
        await Transfer(two, one, 4)();
        Assert.Equal((10L, 0L), (await BalanceAsync(one), await BalanceAsync(two)));
        await commands.AuditAsync();
    }

    [Fact]
    public async Task MergeMembers_WithCards_MovesThemAllAndEndsTheOne()
    {
        var (one, two) = (await commands.MemberAsync(), await commands.MemberAsync());
        var year = await CardAsync(CardType.OneYear, one, 100);
        var digital = await CardAsync(CardType.Digital, one, 60);
        var kept = await CardAsync(CardType.Digital, two, 20);
        var request = new MergeMembersRequest { FromMemberId = one, IntoMemberId = two };

        var merged = await server.Members.MergeMembersAsync(request, Callers.Desk);

        Assert.Equal((two, false), (merged.Member.MemberId, merged.Replayed));
        Assert.Equal([year.CardNumber, kept.CardNumber], merged.Cards.Select(card => card.CardNumber));
        Assert.Equal((5L, 4L), (await BalanceAsync(year), await BalanceAsync(kept)));
        var ended = await commands.ReadAsync(digital.CardNumber, Callers.Desk);
        Assert.Equal((0L, true), (ended.Balance, ended.CancelDate is not null));

        var gone = await server.Members.GetMemberAsync(
            new() { MemberId = one, View = MemberView.Full }, Callers.Desk);
        Assert.Equal((MemberState.Merged, two), (gone.Member.State, gone.Member.MergedIntoMemberId));
        Assert.Empty(gone.Member.Name);
        Assert.Empty(gone.Cards);
        Assert.True((await server.Members.MergeMembersAsync(request, Callers.Desk)).Replayed);
        var info = await RefusedAsync("MEMBER_MERGED", () => commands.IssueAsync(CardType.LongTerm, one));
        Assert.Equal(two, info.Metadata["merged_into_member_id"]);
        await RefusedAsync("MEMBER_MERGED", () => Merge(two, one));
        await RefusedAsync("MEMBER_MERGED", async () => await server.Members.UpdateMemberAsync(
            new()
            {
                RequestId = $"{Some.Id()}", Member = new() { MemberId = one, Etag = "1" },
                UpdateMask = new() { Paths = { "address" } },
            },
            Callers.Desk));
        await commands.AuditAsync();
    }

    [Fact]
    public async Task MergeMembers_WithoutCards_EndsTheOneAllTheSame()
    {
        var (one, two) = (await commands.MemberAsync(), await commands.MemberAsync());
        Assert.Empty((await Merge(one, two)).Cards);
        await RefusedAsync("MEMBER_MERGED", async () => await Merge(one, await commands.MemberAsync()));
        await RefusedAsync("MEMBER_UNKNOWN", () => Merge($"{Some.Id()}", two));
        await RefusedAsync("FIELD_MALFORMED", () => Merge(two, two));
    }

    [Fact]
    public async Task MergeMembers_WithASuspendedCard_IsRefusedAndChangesNothing()
    {
        var (one, two) = (await commands.MemberAsync(), await commands.MemberAsync());
        var free = await CardAsync(CardType.OneYear, one, 100);
        var suspended = await CardAsync(CardType.Digital, one, 60);
        await commands.SendAsync(Domain.Cards.SuspendCard.Verb, suspended.CardNumber);
        await RefusedAsync("CARD_SUSPENDED", () => Merge(one, two));
        Assert.Equal(one, (await commands.ReadAsync(free.CardNumber, Callers.Desk)).MemberId);
        Assert.Equal(
            MemberState.Live,
            (await server.Members.GetMemberAsync(new() { MemberId = one }, Callers.Desk)).Member.State);
    }

    /// <summary>Two desks press the same button: both hear that it is done.</summary>
    [Fact]
    public async Task MergeMembers_TwiceAtOnce_IsDoneOnceAndAnsweredTwice()
    {
        for (var round = 0; round < 10; round++)
        {
            var (one, two) = (await commands.MemberAsync(), await commands.MemberAsync());
            var card = await CardAsync(CardType.Digital, one, 100);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Merge(one, two)));
            Assert.All(answers, merged => Assert.Equal(card.CardNumber, Assert.Single(merged.Cards).CardNumber));
            Assert.Single(answers, merged => !merged.Replayed);
        }
    }

    /// <summary>Two members that are merged into each other would both be gone.</summary>
    [Fact]
    public async Task MergeMembers_OppositeWaysAtOnce_LeavesOneWithEverything()
    {
        for (var round = 0; round < 10; round++)
        {
            var (one, two) = (await commands.MemberAsync(), await commands.MemberAsync());
            await CardAsync(CardType.Digital, one, 100);
            await CardAsync(CardType.Digital, two, 60);
            await CardAsync(CardType.OneYear, two, 20);
            var answers = await Task.WhenAll(
                CardCommands.TryAsync(() => Merge(one, two)), CardCommands.TryAsync(() => Merge(two, one)));

            Assert.Equal(["", "MEMBER_MERGED"], answers.Order());
            var (stays, gone) = answers[0].Length == 0 ? (two, one) : (one, two);
            var ended = await server.Members.GetMemberAsync(
                new() { MemberId = gone, View = MemberView.Full }, Callers.Desk);
            Assert.Empty(ended.Cards);
            var stayed = await server.Members.GetMemberAsync(
                new() { MemberId = stays, View = MemberView.Full }, Callers.Desk);
            Assert.Equal(MemberState.Live, stayed.Member.State);
            Assert.Equal([CardType.OneYear, CardType.Digital], stayed.Cards.Select(card => card.Type));
            var balances = await Task.WhenAll(stayed.Cards.Select(card => commands.ReadAsync(card.CardNumber)));
            Assert.Equal(9, balances.Sum(card => card.Balance));
        }

        await commands.AuditAsync();
    }

    /// <summary>
    /// The answer of a merge that looks up a card which another merge moves at that moment: the card as both members'.
    /// The commit can't be; the answer says to look again.
    /// </summary>
    [Fact]
    public async Task MergeCards_OfACardThatWasFoundTwice_SaysToStartOver()
    {
        var (one, two) = (await commands.MemberAsync(), await commands.MemberAsync());
        var card = await CardAsync(CardType.Digital, one, 100);
        var cardId = new Domain.CardId(Guid.Parse(card.CardId));
        var state = (await server.Own<Ledger.ILedger>().LoadAsync(cardId))!;
        var command = new Domain.Cards.MergeCards(
            new(Guid.Parse(one)), new(Guid.Parse(two)), state.Number, state.Seq, [cardId]);

        var answer = await server.Own<IGrainFactory>().GetGrain<Grains.Cards.ICardGrain>(cardId.Value).ExecuteAsync(
            command, new Domain.Caller(Domain.CallerKind.Desk, "D1", "", "", ""));

        Assert.Equal(Domain.Refusal.LostRace, answer.Refused?.Reason);
        Assert.Equal(one, (await commands.ReadAsync(card.CardNumber, Callers.Desk)).MemberId);
    }

    private async Task<MergeMembersResponse> Merge(string one, string two) =>
        await server.Members.MergeMembersAsync(new() { FromMemberId = one, IntoMemberId = two }, Callers.Desk);

    private Func<Task<TransferPointsResponse>> Transfer(Card one, Card two, long points) => async () =>
        await server.Cards.TransferPointsAsync(
            new()
            {
                RequestId = $"{Some.Id()}", FromCardNumber = one.CardNumber, ToCardNumber = two.CardNumber,
                Points = points,
            },
            Callers.Desk);

    private async Task<Card> CardAsync(CardType type, string member, decimal spent)
    {
        var card = await commands.IssueAsync(type, member);
        if (spent > 0) await server.Points.AccruePointsAsync(Some.Accrual(card.CardNumber, commands.Receipt(spent)));
        return card;
    }

    private async Task<long> BalanceAsync(Card card) => (await commands.ReadAsync(card.CardNumber)).Balance;

    private static async Task<Google.Rpc.ErrorInfo> RefusedAsync<T>(string reason, Func<Task<T>> call)
    {
        var info = Some.InfoOf(await Assert.ThrowsAsync<RpcException>(call));
        Assert.Equal(reason, info.Reason);
        return info;
    }
}
