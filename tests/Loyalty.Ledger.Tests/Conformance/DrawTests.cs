using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteDrawTests(SqliteBed bed) : DrawTests<SqliteBed>(bed);

public sealed class PostgresDrawTests(PostgresBed bed) : DrawTests<PostgresBed>(bed);

/// <summary>Counted rows.</summary>
public abstract class DrawTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    [Fact]
    public async Task Campaign_OfHundredUnits_GivesExactlyHundred()
    {
        await using var ledger = await bed.OpenAsync(
            new LedgerOptions { MaxBatchCommits = 17, Deadline = TimeSpan.FromSeconds(30) });
        var other = ledger.AnotherNode();
        var cards = await ledger.IssueAsync(1, 300);
        var outcomes = await Task.WhenAll(cards.Select((card, i) => (i % 3 == 0 ? other : ledger).CommitAsync(
            Samples.Drawing(Samples.Accrue(card, 1_000 + i), "campaign/newspaper", bound: 100))));

        var committed = outcomes.Where(outcome => outcome.Verdict == Verdict.Committed).ToArray();
        Assert.Equal(
            Enumerable.Range(1, 100).Select(unit => (long)unit),
            committed.Select(outcome => Assert.Single(outcome.Units)).Order());
        Assert.Equal(200, outcomes.Count(outcome => outcome.Verdict == Verdict.Exhausted));
        Assert.All(
            outcomes.Where(outcome => outcome.Verdict == Verdict.Exhausted),
            outcome => Assert.Equal("campaign/newspaper", outcome.Key));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Draws_OneOfTwoDoesNotFit_NoneIsTaken()
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        var both = Samples.Drawing(Samples.Drawing(Samples.Accrue(card, 1), "a", 10, 4), "b", 3, 4);
        var refused = await ledger.CommitAsync(both);
        Assert.Equal((Verdict.Exhausted, "b"), (refused.Verdict, refused.Key));

        var fits = Samples.Drawing(Samples.Drawing(Samples.Accrue(card, 1), "a", 10, 4), "b", 4, 4);
        var first = await ledger.CommitAsync(fits);
        Assert.Equal([1L, 1L], first.Units);
        var second = await ledger.CommitAsync(Samples.Drawing(Samples.Accrue(fits.After, 2), "a", 10, 6));
        Assert.Equal([5L], second.Units);
        var third = await ledger.CommitAsync(
            Samples.Drawing(Samples.Accrue(Samples.Accrue(fits.After, 2).After, 3), "a", 10));
        Assert.Equal(Verdict.Exhausted, third.Verdict);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Draw_OfMoreThanIsLeft_LeavesRoomForSmallerOnes()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await ledger.IssueAsync(1, 3);
        var outcomes = await ledger.CommitAllAsync(
        [
            Samples.Drawing(Samples.Accrue(cards[0], 1), "stock", 10, 8),
            Samples.Drawing(Samples.Accrue(cards[1], 2), "stock", 10, 3),
            Samples.Drawing(Samples.Accrue(cards[2], 3), "stock", 10, 2),
        ]);
        Assert.Equal(
            [Verdict.Committed, Verdict.Exhausted, Verdict.Committed], outcomes.Select(outcome => outcome.Verdict));
        Assert.Equal([9L], outcomes[2].Units);
        await ledger.AssertCleanAsync();
    }
}
