using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteSlotTests(SqliteBed bed) : SlotTests<SqliteBed>(bed);

public sealed class PostgresSlotTests(PostgresBed bed) : SlotTests<PostgresBed>(bed);

/// <summary>A slot that one card has no other gets, until it is given up; commits of several cards are whole.</summary>
public abstract class SlotTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    private static readonly string s_key = CardLife.MemberSlotKey(Samples.Member(1), CardType.LongTerm);

    [Fact]
    public async Task Member_IssuedManyCardsByTwoNodesAtOnce_GetsOne()
    {
        await using var ledger = await bed.OpenAsync();
        var other = ledger.AnotherNode();
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 30).Select(
            card => (card % 2 == 0 ? ledger : other).CommitAsync(Samples.Issue(card, member: Samples.Member(1)))));
        var won = Assert.Single(outcomes, outcome => outcome.Status == CommitStatus.Committed);
        Assert.All(
            outcomes.Where(outcome => outcome != won),
            outcome => Assert.Equal((CommitStatus.KeyAlreadyUsed, s_key), (outcome.Status, outcome.Key)));
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
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(first)).Status);
        Assert.Equal(CommitStatus.KeyAlreadyUsed, (await ledger.CommitAsync(second)).Status);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(cancelled)).Status);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(second)).Status);
        Assert.Equal(CommitStatus.Replayed, (await ledger.CommitAsync(first)).Status);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Slot_OfAnotherCard_CannotBeGivenUp()
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.CommitAsync(Samples.Issue(1, member: Samples.Member(1)));
        var card = await ledger.IssueAsync(2);
        var thief = Samples.Accrue(card, 1)
            with { SlotChanges = [new SlotChange(s_key, card.CardId, SlotAction.Release)] };
        Assert.Equal(CommitStatus.VersionConflict, (await ledger.CommitAsync(thief)).Status);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Slot_GivenUpAndTakenInOneCommit_ChangesHands()
    {
        await using var ledger = await bed.OpenAsync();
        var first = Samples.Issue(1, member: Samples.Member(1));
        await ledger.CommitAsync(first);
        var second = Samples.Issue(2, member: Samples.Member(1));
        var cancelled = FullLife.Decide(first.After, 0, new CancelCard(Samples.Id(9), first.After.Number, ""));
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(Together(second, cancelled))).Status);
        Assert.Equal(second.CardId, await ledger.Ledger.FindCardAsync(Samples.Member(1), CardType.LongTerm));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task CommitOfTwoCards_WhereOneHasChanged_ConflictsAndWritesNeither()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await ledger.IssueAsync(1, 2);
        var together = Together(Samples.Accrue(cards[0], 1), Samples.Accrue(cards[1], 2));
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(Samples.Accrue(cards[1], 3))).Status);
        Assert.Equal(CommitStatus.VersionConflict, (await ledger.CommitAsync(together)).Status);
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
            Assert.Equal([CommitStatus.VersionConflict, CommitStatus.Committed], outcomes.Select(
                outcome => outcome.Status).Order());
            cards = [(await ledger.Ledger.LoadAsync(one.CardId))!, (await ledger.Ledger.LoadAsync(two.CardId))!];
            Assert.Equal((round + 2, round + 2), (cards[0].Seq, cards[1].Seq));
        }
    }

    /// <summary>Both decisions in one commit, known by the first one's idempotency key.</summary>
    private static Commit Together(Commit one, Commit two)
    {
        var silent = two.Answer with { IdempotencyKey = "" };
        silent = silent with { Hash = Domain.Entries.EntryHash.Compute(two.Before.Hash, silent) };
        var steps = new CardSteps(two.Before, [silent], [two.After with { Hash = silent.Hash }]);
        return one with { Cards = [.. one.Cards, steps], SlotChanges = [.. one.SlotChanges, .. two.SlotChanges] };
    }
}
