using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteAllocationTests(SqliteBed bed) : AllocationTests<SqliteBed>(bed);

public sealed class PostgresAllocationTests(PostgresBed bed) : AllocationTests<PostgresBed>(bed);

/// <summary>Counters and allocations.</summary>
public abstract class AllocationTests<TBed>(TBed bed) : IClassFixture<TBed>
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
            Samples.Allocating(Samples.Accrue(card, 1_000 + i), "campaign/newspaper", bound: 100))));

        var committed = outcomes.Where(outcome => outcome.Status == CommitStatus.Committed).ToArray();
        Assert.Equal(
            Enumerable.Range(1, 100).Select(unit => (long)unit),
            committed.Select(outcome => Assert.Single(outcome.Units)).Order());
        Assert.Equal(200, outcomes.Count(outcome => outcome.Status == CommitStatus.QuotaExhausted));
        Assert.All(
            outcomes.Where(outcome => outcome.Status == CommitStatus.QuotaExhausted),
            outcome => Assert.Equal("campaign/newspaper", outcome.Key));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Allocations_OneOfTwoDoesNotFit_NoneIsMade()
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        var both = Samples.Allocating(Samples.Allocating(Samples.Accrue(card, 1), "a", 10, 4), "b", 3, 4);
        var refused = await ledger.CommitAsync(both);
        Assert.Equal((CommitStatus.QuotaExhausted, "b"), (refused.Status, refused.Key));

        var fits = Samples.Allocating(Samples.Allocating(Samples.Accrue(card, 1), "a", 10, 4), "b", 4, 4);
        var first = await ledger.CommitAsync(fits);
        Assert.Equal([1L, 1L], first.Units);
        var second = await ledger.CommitAsync(Samples.Allocating(Samples.Accrue(fits.After, 2), "a", 10, 6));
        Assert.Equal([5L], second.Units);
        var third = await ledger.CommitAsync(
            Samples.Allocating(Samples.Accrue(Samples.Accrue(fits.After, 2).After, 3), "a", 10));
        Assert.Equal(CommitStatus.QuotaExhausted, third.Status);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Allocation_OfMoreThanIsLeft_LeavesRoomForSmallerOnes()
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await ledger.IssueAsync(1, 3);
        var outcomes = await ledger.CommitAllAsync(
        [
            Samples.Allocating(Samples.Accrue(cards[0], 1), "stock", 10, 8),
            Samples.Allocating(Samples.Accrue(cards[1], 2), "stock", 10, 3),
            Samples.Allocating(Samples.Accrue(cards[2], 3), "stock", 10, 2),
        ]);
        Assert.Equal(
            [CommitStatus.Committed, CommitStatus.QuotaExhausted, CommitStatus.Committed], outcomes.Select(
                outcome => outcome.Status));
        Assert.Equal([9L], outcomes[2].Units);
        await ledger.AssertCleanAsync();
    }
}
