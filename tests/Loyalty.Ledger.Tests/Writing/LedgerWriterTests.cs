using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Writing;

/// <summary>Retries, deadlines and order, over a store that fails as it is told.</summary>
public sealed class LedgerWriterTests : IDisposable
{
    private readonly WriterBench bench = new(
        new LedgerOptions { WriteLanes = 1, MaxBatchCommits = 3, MaxQueuedCommits = 5 });

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Unknown_ThenFoundAgain_Replays()
    {
        var commit = Samples.Issue(1);
        bench.Store.Then(ScriptedStore.Fails(StoreFailure.Unknown)).Then(ScriptedStore.Guarded);
        bench.Store.Inspects = _ => new Inspection(
            new CommitOutcome(CommitStatus.Replayed, commit.Answer), null, [1], false, []);
        var outcome = bench.Commit(commit);
        Assert.False(outcome.IsCompleted);
        bench.Advance(0.1);
        Assert.Equal(new CommitOutcome(CommitStatus.Replayed, commit.Answer), await outcome);
        Assert.Equal(2, bench.Store.Sent.Count);
    }

    [Theory]
    [InlineData(StoreFailure.Unknown, CommitStatus.Unknown)]
    [InlineData(StoreFailure.Transient, CommitStatus.Unavailable)]
    [InlineData(StoreFailure.Unavailable, CommitStatus.Unavailable)]
    public async Task Failure_UntilTheDeadline_IsAnsweredAndNeverSentAgain(StoreFailure failure, CommitStatus status)
    {
        bench.Store.Otherwise = ScriptedStore.Fails(failure);
        var outcome = bench.Commit(Samples.Issue(1));
        bench.Advance(4.9);
        Assert.False(outcome.IsCompleted);
        bench.Advance(0.2);
        Assert.Equal(status, (await outcome).Status);

        var sent = bench.Store.Sent.Count;
        Assert.InRange(sent, 5, 100);
        bench.Store.Otherwise = ScriptedStore.Written;
        bench.Advance(20);
        var later = Samples.Issue(2);
        await bench.Commit(later);
        Assert.Equal([later], bench.Store.Sent.Skip(sent).SelectMany(batch => batch));
    }

    [Fact]
    public async Task Unknown_ThenUnavailableToTheEnd_StaysUnknown()
    {
        bench.Store.Then(ScriptedStore.Fails(StoreFailure.Unknown));
        bench.Store.Otherwise = ScriptedStore.Fails(StoreFailure.Unavailable);
        var outcome = bench.Commit(Samples.Issue(1));
        bench.Advance(5.1);
        Assert.Equal(CommitStatus.Unknown, (await outcome).Status);
    }

    [Theory]
    [InlineData(StoreFailure.Transient, CommitStatus.Unavailable)]
    [InlineData(StoreFailure.Unknown, CommitStatus.Unknown)]
    public async Task OtherDatabase_IsAnsweredAtOnceWithoutSayingMoreThanIsKnown(
        StoreFailure before, CommitStatus status)
    {
        bench.Store.Then(ScriptedStore.Fails(before));
        bench.Store.Otherwise = ScriptedStore.Fails(StoreFailure.OtherDatabase);
        var outcome = bench.Commit(Samples.Issue(1));
        bench.Advance(0.2);
        Assert.True(outcome.IsCompleted);
        Assert.Equal(status, (await outcome).Status);
    }

    [Theory]
    [InlineData(StoreFailure.Unknown)]
    [InlineData(StoreFailure.Transient)]
    [InlineData(StoreFailure.Unavailable)]
    public async Task Failure_Once_IsRepeatedBeforeTheCardsNextCommit(StoreFailure failure)
    {
        bench.Store.Then(ScriptedStore.Fails(failure));
        var issue = Samples.Issue(1);
        var accrue = Samples.Accrue(issue.After, 1);
        var other = Samples.Issue(2);
        var outcomes = new[] { bench.Commit(issue), bench.Commit(accrue), bench.Commit(other) };
        Assert.True(outcomes[2].IsCompleted);
        bench.Advance(0.2);
        Assert.All(await Task.WhenAll(outcomes), outcome => Assert.Equal(CommitStatus.Committed, outcome.Status));
        Assert.Equal([issue, other, issue, accrue], bench.Store.Sent.SelectMany(batch => batch));
    }

    [Fact]
    public async Task Lane_ThatHangs_IsAnsweredUnknownAndItsFollowersUnavailable()
    {
        bench.Store.Then(_ => new TaskCompletionSource<WriteResult>().Task);
        var issue = Samples.Issue(1);
        var sent = bench.Commit(issue);
        var waiting = bench.Commit(Samples.Accrue(issue.After, 1));
        bench.Advance(5.1);
        Assert.Equal(CommitStatus.Unavailable, (await waiting).Status);
        Assert.False(sent.IsCompleted);
        bench.Advance(0.5);
        Assert.Equal(CommitStatus.Unknown, (await sent).Status);
    }

    [Fact]
    public async Task Queue_Full_IsOverloadedAtOnce()
    {
        var hang = new TaskCompletionSource<WriteResult>();
        bench.Store.Then(_ => hang.Task);
        var first = bench.Commit(Samples.Issue(1));
        var waiting = Enumerable.Range(2, 5).Select(card => bench.Commit(Samples.Issue(card))).ToArray();
        Assert.Equal(CommitStatus.Overloaded, (await bench.Commit(Samples.Issue(9))).Status);

        hang.SetResult(await ScriptedStore.Written([Samples.Issue(1)]));
        bench.Run();
        Assert.All(
            await Task.WhenAll(waiting.Append(first)), outcome => Assert.Equal(CommitStatus.Committed, outcome.Status));
        Assert.Equal([1, 3, 2], bench.Store.Sent.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Batch_NeverHoldsACardOrAUniqueKeyTwice()
    {
        var hang = new TaskCompletionSource<WriteResult>();
        bench.Store.Then(_ => hang.Task);
        var first = bench.Commit(Samples.Issue(9));
        var one = Samples.Issue(1);
        var sameNumber = Samples.Issue(2, number: 1);
        var sameCard = Samples.Issue(1, number: 7, request: 70);
        Task<CommitOutcome>[] all =
            [first, bench.Commit(one), bench.Commit(one), bench.Commit(sameNumber), bench.Commit(sameCard)];
        hang.SetResult(await ScriptedStore.Written([Samples.Issue(9)]));
        bench.Run();
        await Task.WhenAll(all);
        Assert.Equal([1, 1, 1, 2], bench.Store.Sent.Select(batch => batch.Count));
        Assert.All(bench.Store.Sent, batch => Assert.Distinct(batch.Select(commit => commit.CardId)));
        Assert.All(
            bench.Store.Sent,
            batch => Assert.Distinct(
                batch.SelectMany(
                    commit => commit.UniqueKeys.Append(commit.IdempotencyKey.Value)), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rejected_OneOfThree_IsAnsweredAlone()
    {
        var hang = new TaskCompletionSource<WriteResult>();
        bench.Store.Then(_ => hang.Task);
        var first = bench.Commit(Samples.Issue(9));
        var poison = Samples.Issue(2);
        bench.Store.Otherwise = batch =>
            batch.Contains(poison) ? ScriptedStore.Fails(StoreFailure.Rejected)(batch) : ScriptedStore.Written(batch);
        Task<CommitOutcome>[] all =
            [bench.Commit(Samples.Issue(1)), bench.Commit(poison), bench.Commit(Samples.Issue(3))];
        hang.SetResult(await ScriptedStore.Written([Samples.Issue(9)]));
        bench.Run();
        Assert.Equal(
            [CommitStatus.Committed, CommitStatus.Unavailable, CommitStatus.Committed],
            (await Task.WhenAll(all)).Select(outcome => outcome.Status));
        Assert.Equal(CommitStatus.Committed, (await first).Status);
    }

    [Fact]
    public async Task Locked_WaitsForItsRelease()
    {
        bench.Store.Otherwise = ScriptedStore.Guarded;
        bench.Store.Inspects = commit => ScriptedStore.Free(commit) with { Locked = true };
        var outcome = bench.Commit(Samples.Issue(1));
        bench.Advance(3);
        Assert.False(outcome.IsCompleted);
        bench.Store.Otherwise = ScriptedStore.Written;
        bench.Advance(0.5);
        Assert.Equal(CommitStatus.Committed, (await outcome).Status);
    }

    [Fact]
    public async Task Drain_EndsWithTheLastAnswer()
    {
        bench.Store.Then(ScriptedStore.Fails(StoreFailure.Transient));
        var outcome = bench.Commit(Samples.Issue(1));
        var drained = bench.Writer.DrainAsync();
        Assert.False(drained.IsCompleted);
        Assert.Equal(CommitStatus.Unavailable, (await bench.Commit(Samples.Issue(2))).Status);
        bench.Advance(0.5);
        Assert.Equal(CommitStatus.Committed, (await outcome).Status);
        await drained;
    }

    [Fact]
    public async Task Commit_WithoutEntries_IsAMistake() =>
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => bench.Commit(Samples.Issue(1) with { Cards = [] }));

    /// <summary>
    /// The card that has it may give its slot up before the lost transaction comes: nobody knows until then.
    /// </summary>
    [Fact]
    public async Task Slot_OfAnother_IsNoAnswerToACommitThatMayStillArrive()
    {
        var commit = Samples.Issue(1, member: Samples.Member(1));
        bench.Store.Otherwise = ScriptedStore.Guarded;
        bench.Store.Inspects = one => ScriptedStore.Free(one) with { Holders = [Samples.CardId(2)] };
        Assert.Equal(CommitStatus.KeyAlreadyUsed, (await bench.Commit(commit)).Status);

        bench.Store.Then(ScriptedStore.Fails(StoreFailure.Unknown));
        var outcome = bench.Commit(commit);
        bench.Advance(6);
        Assert.Equal(CommitStatus.Unknown, (await outcome).Status);
    }

    /// <summary>
    /// A neighbour that only means to allocation the last unit, and then can't, has exhausted nothing.
    /// </summary>
    [Fact]
    public async Task Allocation_OfAUnitThatANeighbourMeantToTake_WaitsForTheNeighboursOutcome()
    {
        var neighbour = Samples.Allocating(Samples.Issue(1), "campaign/x", bound: 1);
        var commit = Samples.Allocating(Samples.Issue(2), "campaign/x", bound: 1);
        bench.Store.Then(ScriptedStore.Guarded).Then(ScriptedStore.Fails(StoreFailure.Transient))
            .Then(ScriptedStore.Guarded);
        bench.Store.Inspects = one => ScriptedStore.Free(one) with { Allocated = [0] };
        var outcomes = new[] { bench.Writer.CommitAsync(neighbour), bench.Writer.CommitAsync(commit) };
        bench.Run();
        Assert.All(outcomes, outcome => Assert.False(outcome.IsCompleted));

        bench.Store.Inspects = one =>
            ScriptedStore.Free(one) with { Allocated = [0], Seqs = [one == neighbour ? 1 : 0] };
        bench.Advance(1);
        Assert.Equal(CommitStatus.VersionConflict, (await outcomes[0]).Status);
        Assert.Equal(CommitStatus.Committed, (await outcomes[1]).Status);
    }
}
