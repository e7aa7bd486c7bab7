using Loyalty.Domain.Commits;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

public sealed class SqliteCommitTests(SqliteBed bed) : CommitTests<SqliteBed>(bed);

public sealed class PostgresCommitTests(PostgresBed bed) : CommitTests<PostgresBed>(bed);

/// <summary>Outcomes of commits, alone and together.</summary>
public abstract class CommitTests<TBed>(TBed bed) : IClassFixture<TBed>
    where TBed : StoreBed
{
    [Fact]
    public async Task Card_FirstWriteRaced_OneWins()
    {
        await using var one = await bed.OpenAsync();
        var other = one.AnotherNode();
        for (var card = 0; card < 60; card++)
        {
            var outcomes = await Task.WhenAll(
                one.CommitAsync(Samples.Issue(card, number: 2 * card, request: 1_000 + card)),
                other.CommitAsync(Samples.Issue(card, number: 2 * card + 1, request: 2_000 + card)));
            Assert.Equal([CommitStatus.VersionConflict, CommitStatus.Committed], outcomes.Select(
                outcome => outcome.Status).Order());
        }

        await one.AssertCleanAsync();
    }

    [Fact]
    public async Task Card_ManyCommitsOnOneSeq_OneWins()
    {
        await using var ledger = await bed.OpenAsync();
        var other = ledger.AnotherNode();
        var card = await ledger.IssueAsync(1);
        for (var round = 0; round < 5; round++)
        {
            var commits = Enumerable.Range(100 * round, 40).Select(receipt => Samples.Accrue(card, receipt)).ToArray();
            var outcomes = await Task.WhenAll(
                commits.Select((commit, i) => (i % 2 == 0 ? ledger : other).CommitAsync(commit)));
            Assert.Single(outcomes, outcome => outcome.Status == CommitStatus.Committed);
            Assert.Equal(39, outcomes.Count(outcome => outcome.Status == CommitStatus.VersionConflict));
            card = (await ledger.Ledger.LoadAsync(card.CardId))!;
        }

        Assert.Equal(50, card.Balance);
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Card_NotThatFarYet_IsAVersionConflict()
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        var ahead = Samples.Accrue(Samples.Accrue(card, 1).After, 2);
        var unissued = Samples.Accrue(Samples.Issue(2).After, 3);
        foreach (var commit in new[] { ahead, unissued })
        {
            Assert.False((await ledger.Store.WriteAsync([commit], default)).Written);
            Assert.Equal(CommitStatus.VersionConflict, (await ledger.CommitAsync(commit)).Status);
        }

        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Request_TwiceAtOnce_CommitsOnceAndReplays()
    {
        await using var ledger = await bed.OpenAsync();
        var other = ledger.AnotherNode();
        var cards = await ledger.IssueAsync(1, 20);
        var commits = cards.Select((card, i) => Samples.Accrue(card, i));
        foreach (var commit in commits)
        {
            var outcomes = await Task.WhenAll(
                ledger.CommitAsync(commit), ledger.CommitAsync(commit), other.CommitAsync(commit));
            Assert.Equal(
                [CommitStatus.Replayed, CommitStatus.Replayed, CommitStatus.Committed],
                outcomes.Select(outcome => outcome.Status).Order());
            Assert.All(outcomes, outcome => Assert.Equal(commit.Answer.Hash, outcome.Entry!.Hash));
        }

        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Receipt_OnManyCardsAtOnce_EarnsOnce()
    {
        await using var ledger = await bed.OpenAsync();
        var other = ledger.AnotherNode();
        var cards = await ledger.IssueAsync(1, 40);
        var outcomes = await Task.WhenAll(
            cards.Select((card, i) => (i % 2 == 0 ? ledger : other).CommitAsync(Samples.Accrue(card, 7))));
        Assert.Single(outcomes, outcome => outcome.Status == CommitStatus.Committed);
        Assert.All(
            outcomes.Where(outcome => outcome.Status != CommitStatus.Committed),
            outcome =>
                Assert.Equal((CommitStatus.Conflict, FingerprintField.Card), (outcome.Status, outcome.Difference)));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Number_OnTwoCardsAtOnce_IsUsedOnce()
    {
        await using var ledger = await bed.OpenAsync();
        var (left, right) = (Samples.Issue(1, number: 9), Samples.Issue(2, number: 9));
        var outcomes = await ledger.CommitAllAsync([left, right]);
        Assert.Equal(
            [CommitStatus.KeyAlreadyUsed, CommitStatus.Committed], outcomes.Select(outcome => outcome.Status).Order());
        Assert.Equal(
            Samples.Number(9).UniqueKey, outcomes.Single(outcome => outcome.Status == CommitStatus.KeyAlreadyUsed).Key);
        var winner = outcomes[0].Status == CommitStatus.Committed ? left : right;
        Assert.Equal(winner.CardId, await ledger.Ledger.FindCardAsync(Samples.Number(9)));
        Assert.Null(await ledger.Ledger.FindCardAsync(Samples.Number(10)));
        await ledger.AssertCleanAsync();
    }

    [Theory]
    [InlineData(CommitStatus.Replayed)]
    [InlineData(CommitStatus.Conflict)]
    [InlineData(CommitStatus.KeyAlreadyUsed)]
    [InlineData(CommitStatus.VersionConflict)]
    [InlineData(CommitStatus.QuotaExhausted)]
    public async Task Batch_OneCommitRefused_IsAnsweredAlone(CommitStatus guilt)
    {
        await using var ledger = await bed.OpenAsync();
        var cards = await ledger.IssueAsync(1, 30);
        var earlier = Samples.Allocating(Samples.Accrue(cards[0], 1), "campaign/x", bound: 1);
        await ledger.CommitAsync(earlier);
        var faulty = guilt switch
        {
            CommitStatus.Replayed => earlier,
            CommitStatus.Conflict => Samples.Accrue(earlier.After, Samples.Receipt(1, 2_000)),
            CommitStatus.KeyAlreadyUsed => Samples.Issue(99, number: 5),
            CommitStatus.VersionConflict => Samples.Accrue(cards[0], 2),
            _ => Samples.Allocating(Samples.Accrue(earlier.After, 2), "campaign/x", bound: 1),
        };
        var commits = cards.Skip(1).Select((card, i) => Samples.Accrue(card, 100 + i)).ToList();
        commits.Insert(15, faulty);

        var outcomes = await ledger.CommitAllAsync(commits);

        Assert.Equal(guilt, outcomes[15].Status);
        Assert.Equal(29, outcomes.Count(outcome => outcome.Status == CommitStatus.Committed));
        await ledger.AssertCleanAsync();
    }

    [Fact]
    public async Task Receipt_WithAnotherTotal_NamesTheField()
    {
        await using var ledger = await bed.OpenAsync();
        var first = Samples.Accrue(await ledger.IssueAsync(1), Samples.Receipt(1));
        await ledger.CommitAsync(first);
        var outcome = await ledger.CommitAsync(Samples.Accrue(first.After, Samples.Receipt(1, 1_100)));
        Assert.Equal((CommitStatus.Conflict, FingerprintField.Total), (outcome.Status, outcome.Difference));
        Assert.Null(outcome.Entry);
    }

    [Fact]
    public async Task Statuses_SeveralApply_ThePrecedingWins()
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        var spent = Samples.Allocating(Samples.Accrue(card, 1), "campaign/x", 1);
        await ledger.CommitAsync(spent);

        var all = spent with { UniqueKeys = [Samples.Number(1).UniqueKey] };
        Assert.Equal(CommitStatus.Replayed, (await ledger.CommitAsync(all)).Status);
        var stale = Samples.Allocating(Samples.Accrue(card, 2), "campaign/x", 1);
        var another = stale with { UniqueKeys = [Samples.Number(1).UniqueKey] };
        Assert.Equal(CommitStatus.KeyAlreadyUsed, (await ledger.CommitAsync(another)).Status);
        Assert.Equal(CommitStatus.VersionConflict, (await ledger.CommitAsync(stale)).Status);
        var exhausted = Samples.Allocating(Samples.Accrue(spent.After, 2), "campaign/x", 1);
        Assert.Equal(CommitStatus.QuotaExhausted, (await ledger.CommitAsync(exhausted)).Status);
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(Samples.Accrue(spent.After, 2))).Status);
    }

    [Fact]
    public async Task Check_AfterAnotherNodesCommit_SeesSeqAndIdempotencyKey()
    {
        await using var ledger = await bed.OpenAsync();
        var card = await ledger.IssueAsync(1);
        var commit = Samples.Accrue(card, 1);
        Assert.Equal(new CardHead(1, null), await ledger.Ledger.CheckAsync(card.CardId, commit.IdempotencyKey));
        await ledger.AnotherNode().CommitAsync(commit);

        var same = await ledger.Ledger.CheckAsync(card.CardId, commit.IdempotencyKey);
        Assert.Equal((2L, CommitStatus.Replayed), (same.Seq, same.PriorOutcome!.Status));
        Assert.Equal(commit.Answer.Hash, same.PriorOutcome.Entry!.Hash);
        var altered = Samples.Accrue(card, Samples.Receipt(1, 1_100)).IdempotencyKey;
        Assert.Equal(
            CommitStatus.Conflict, (await ledger.Ledger.CheckAsync(card.CardId, altered)).PriorOutcome!.Status);
        Assert.Equal(new CardHead(0, null), await ledger.Ledger.CheckAsync(Samples.CardId(77), null));
    }
}
