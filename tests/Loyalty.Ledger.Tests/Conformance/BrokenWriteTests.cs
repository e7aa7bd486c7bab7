using System.Collections;
using Loyalty.Domain.Commits;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteBrokenWriteTests(SqliteBed bed) : BrokenWriteTests<SqliteBed>(bed);

public sealed class PostgresBrokenWriteTests(PostgresBed bed) : BrokenWriteTests<PostgresBed>(bed);

/// <summary>Whatever is thrown inside a write, the next one works (T23).</summary>
public abstract class BrokenWriteTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    public static TheoryData<Exception> Failures =>
        [new OutOfMemoryException(), new InvalidOperationException(), new OperationCanceledException()];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Write_ThatBreaksInside_LeavesTheNextOneToWork(Exception failure)
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        for (var receipt = 1; receipt <= 3; receipt++)
        {
            var commit = Samples.Accrue(card, receipt);
            await Assert.ThrowsAnyAsync<Exception>(
                () => ledger.Store.WriteAsync(new BreakingBatch(commit, failure), default));

            await ledger.Store.CheckWritableAsync(default);
            var outcome = await ledger.CommitAsync(commit);
            Assert.Contains(outcome.Status, new[] { CommitStatus.Committed, CommitStatus.Replayed });
            card = (await ledger.Ledger.LoadAsync(card.CardId))!;
        }

        Assert.Equal(30, card.Balance);
        await ledger.AssertCleanAsync();
    }

    /// <summary>A batch of one that can be enumerated, and breaks where a commit is asked for by its place: inside
    /// SQLite's transaction, and behind PostgreSQL's.</summary>
    private sealed class BreakingBatch(Commit commit, Exception failure) : IReadOnlyList<Commit>
    {
        public int Count => 1;

        public Commit this[int index] => throw failure;

        public IEnumerator<Commit> GetEnumerator() => new[] { commit }.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
