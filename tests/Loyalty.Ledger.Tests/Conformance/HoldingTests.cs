using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteHoldingTests(SqliteBed bed) : HoldingTests<SqliteBed>(bed);

public sealed class PostgresHoldingTests(PostgresBed bed) : HoldingTests<PostgresBed>(bed);

/// <summary>What one card has no other gets, until it is given up; commits of several cards are whole.</summary>
public abstract class HoldingTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private static readonly string s_key = CardLife.HolderKey(Samples.Member(1), CardType.LongTerm);

    [Fact]
    public async Task Member_IssuedManyCardsByTwoNodesAtOnce_GetsOne()
    {
        await using var ledger = await bed.OpenAsync();
        var other = ledger.AnotherNode();
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 30).Select(
            card => (card % 2 == 0 ? ledger : other).CommitAsync(Samples.Issue(card, member: Samples.Member(1)))));
        var won = Assert.Single(outcomes, outcome => outcome.Verdict == Verdict.Committed);
        Assert.All(
            outcomes.Where(outcome => outcome != won),
            outcome => Assert.Equal((Verdict.Claimed, s_key), (outcome.Verdict, outcome.Key)));
        Assert.Equal(
            won.Entry!.CardId, await ledger.Ledger.FindCardAsync(Samples.Member(1), CardType.LongTerm));
        Assert.Null(await ledger.Ledger.FindCardAsync(Samples.Member(1), CardType.OneYear));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Member_WhoseCardIsCancelled_MayHaveAnother()
    {
        await using var ledger = await bed.OpenAsync();
        var first = Samples.Issue(1, member: Samples.Member(1));
        var second = Samples.Issue(2, member: Samples.Member(1));
        var cancelled = FullLife.Decide(first.After, 0, new CancelCard(Samples.Id(9), first.After.Number, ""));
        Assert.Equal(Verdict.Committed, (await ledger.CommitAsync(first)).Verdict);
        Assert.Equal(Verdict.Claimed, (await ledger.CommitAsync(second)).Verdict);
        Assert.Equal(Verdict.Committed, (await ledger.CommitAsync(cancelled)).Verdict);
        Assert.Equal(Verdict.Committed, (await ledger.CommitAsync(second)).Verdict);
        Assert.Equal(Verdict.Replayed, (await ledger.CommitAsync(first)).Verdict);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Holding_OfAnotherCard_CannotBeGivenUp()
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.CommitAsync(Samples.Issue(1, member: Samples.Member(1)));
        var card = await ledger.IssueAsync(2);
        var thief = Samples.Accrue(card, 1) with { Holds = [new Hold(s_key, card.CardId, HoldChange.Release)] };
        Assert.Equal(Verdict.Fenced, (await ledger.CommitAsync(thief)).Verdict);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Holding_GivenUpAndTakenInOneCommit_ChangesHands()
    {
        await using var ledger = await bed.OpenAsync();
        var first = Samples.Issue(1, member: Samples.Member(1));
        await ledger.CommitAsync(first);
        var second = Samples.Issue(2, member: Samples.Member(1));
        var cancelled = FullLife.Decide(first.After, 0, new CancelCard(Samples.Id(9), first.After.Number, ""));
        Assert.Equal(Verdict.Committed, (await ledger.CommitAsync(Together(second, cancelled))).Verdict);
        Assert.Equal(second.CardId, await ledger.Ledger.FindCardAsync(Samples.Member(1), CardType.LongTerm));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task CommitOfTwoCards_WhereOneHasMovedOn_IsFencedAndWritesNeither()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await ledger.IssueAsync(1, 2);
        var together = Together(Samples.Accrue(cards[0], 1), Samples.Accrue(cards[1], 2));
        Assert.Equal(Verdict.Committed, (await ledger.CommitAsync(Samples.Accrue(cards[1], 3))).Verdict);
        Assert.Equal(Verdict.Fenced, (await ledger.CommitAsync(together)).Verdict);
        Assert.Equal(1, (await ledger.Ledger.LoadAsync(cards[0].CardId))!.Seq);
        Assert.Equal(2, (await ledger.Ledger.LoadAsync(cards[1].CardId))!.Seq);
    }

    [Fact]
    public async Task CommitsOfTwoCards_CrosswiseByTwoNodesWithOthersBetween_AreEachWholeOrNot()
    {
        await using var ledger = await bed.OpenAsync();
        var other = ledger.AnotherNode();
        var cards = await ledger.IssueAsync(1, 2);
        for (var round = 0; round < 20; round++)
        {
            var (one, two) = (cards[0], cards[1]);
            var outcomes = await Task.WhenAll(
                ledger.CommitAsync(Together(Samples.Accrue(one, 4 * round), Samples.Accrue(two, 4 * round + 1))),
                other.CommitAsync(Together(Samples.Accrue(two, 4 * round + 2), Samples.Accrue(one, 4 * round + 3))));
            Assert.Equal([Verdict.Fenced, Verdict.Committed], outcomes.Select(outcome => outcome.Verdict).Order());
            cards = [(await ledger.Ledger.LoadAsync(one.CardId))!, (await ledger.Ledger.LoadAsync(two.CardId))!];
            Assert.Equal((round + 2, round + 2), (cards[0].Seq, cards[1].Seq));
        }
    }

    /// <summary>Both decisions in one commit, known by the first one's identity.</summary>
    private static Commit Together(Commit one, Commit two)
    {
        var silent = two.Answer with { IdentityKey = "" };
        silent = silent with { Hash = Domain.Entries.EntryHash.Compute(two.Before.Hash, silent) };
        var steps = new CardSteps(two.Before, [silent], [two.After with { Hash = silent.Hash }]);
        return one with { Cards = [.. one.Cards, steps], Holds = [.. one.Holds, .. two.Holds] };
    }
}
