using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Ledger;
using Loyalty.Testing;
using Orleans.Runtime;

namespace Loyalty.Grains.Tests;

/// <summary>Memory may say yes, never no; and what a grain makes of each thing the ledger can say.</summary>
public abstract class CardGrainTests(TwoSilos silos, CallFrom from)
{
    private static readonly CardNumber s_unknownNumber = Samples.Number(99_000_042);

    private readonly GrainHost host = new(silos, from);

    [Fact]
    public async Task Accrual_OnACachedCard_AsksTheLedgerOnlyToCommit()
    {
        var card = await host.IssueAsync();
        await card.AccrueAsync(1);
        var (loads, checks) = (card.Calls("load"), card.Calls("check"));

        var answer = await card.AccrueAsync(2);

        Assert.Equal((3, 20), (answer.Entry!.Seq, answer.Entry.Balance));
        Assert.Equal((loads, checks), (card.Calls("load"), card.Calls("check")));
    }

    [Fact]
    public async Task Accrual_AfterAnotherActivationMovedTheCard_IsDecidedAgainOnTheNewState()
    {
        var card = await host.IssueAsync();
        await card.AccrueAsync(1);
        card.MoveElsewhere(2);

        var answer = await card.AccrueAsync(3);

        Assert.Equal((4, 30), (answer.Entry!.Seq, answer.Entry.Balance));
        Assert.Equal(30, card.Ledger.Card(card.Id).Balance);
    }

    [Fact]
    public async Task Refusal_FromAStaleMemory_IsNotGiven()
    {
        // The grain caches a card that was never issued; meanwhile it is, elsewhere.
        var number = host.NextNumber();
        var id = Samples.CardId(number);
        var seed = await host.IssueAsync();
        var grain = host.GrainOf(id);
        var accrual = new AccruePoints(Samples.Number(number), Samples.Receipt(number));
        Assert.Equal(Refusal.CardUnknown, (await grain.ExecuteAsync(accrual, Samples.Till)).Refused!.Reason);
        seed.Ledger.Write(Samples.Issue(number));

        var answer = await grain.ExecuteAsync(accrual, Samples.Till);

        Assert.Equal((2, 10), (answer.Entry!.Seq, answer.Entry.Balance));
    }

    [Fact]
    public async Task Refusal_OfAReceiptThatWasCommittedElsewhere_IsItsReplay()
    {
        var card = await host.IssueAsync();
        await card.AccrueAsync(1);
        card.MoveElsewhere(2);
        card.Ledger.Instead = _ => throw new InvalidOperationException("a refusal must not commit");
        var unknownNumber = card.Accrual(2) with { Number = s_unknownNumber };

        var answer = await card.Grain.ExecuteAsync(unknownNumber, Samples.Till);

        Assert.Equal((3, true), (answer.Entry!.Seq, answer.Replayed));
    }

    [Fact]
    public async Task Refusal_TheLedgerAgrees_IsGivenAfterOneCheck()
    {
        var card = await host.IssueAsync();
        var checks = card.Calls("check");

        var answer = await card.Grain.ExecuteAsync(
            card.Accrual(1) with { Number = s_unknownNumber }, Samples.Till);

        Assert.Equal(Refusal.CardUnknown, answer.Refused!.Reason);
        Assert.Equal(checks + 1, card.Calls("check"));
    }

    [Fact]
    public async Task Accrual_SentTwice_ReplaysTheFirstAnswer()
    {
        var card = await host.IssueAsync();

        var first = await card.AccrueAsync(1);
        await card.AccrueAsync(2);
        var again = await card.AccrueAsync(1);

        Assert.Equal((false, true), (first.Replayed, again.Replayed));
        Assert.Equal(first.Entry!.Seq, again.Entry!.Seq);
        Assert.Equal(20, card.Ledger.Card(card.Id).Balance);
    }

    [Fact]
    public async Task Accrual_WithOtherContent_ConflictsNamingTheField()
    {
        var card = await host.IssueAsync();
        await card.AccrueAsync(1, 1_000);

        var answer = await card.AccrueAsync(1, 2_000);

        Assert.Equal((Refusal.ReceiptConflict, "receipt.total"), (answer.Refused!.Reason, answer.Refused.Field));
    }

    [Theory]
    [InlineData(CommitStatus.Overloaded, Refusal.Overloaded)]
    [InlineData(CommitStatus.Unavailable, Refusal.LedgerUnavailable)]
    [InlineData(CommitStatus.Unknown, Refusal.OutcomeUnknown)]
    [InlineData(CommitStatus.KeyAlreadyUsed, Refusal.LostRace)]
    [InlineData(CommitStatus.VersionConflict, Refusal.LostRace)]
    [InlineData(CommitStatus.QuotaExhausted, Refusal.QuotaExhausted)]
    public async Task Accrual_TheLedgerDoesNotCommit_IsRefusedForItsReason(CommitStatus status, Refusal expected)
    {
        var card = await host.IssueAsync();
        card.Ledger.Instead = _ => new CommitOutcome(status, Key: "key");

        var answer = await card.AccrueAsync(1);

        Assert.Equal(expected, answer.Refused!.Reason);
        card.Ledger.Instead = null;
        Assert.Equal(10, (await card.AccrueAsync(1)).Entry!.Balance);
    }

    [Fact]
    public async Task UnknownOutcomeThatWasCommitted_SentAgain_ReplaysAndTheCardGoesOn()
    {
        var card = await host.IssueAsync();
        card.Ledger.Instead = commit =>
        {
            card.Ledger.Write(commit);
            return new CommitOutcome(CommitStatus.Unknown);
        };
        Assert.Equal(Refusal.OutcomeUnknown, (await card.AccrueAsync(1)).Refused!.Reason);
        card.Ledger.Instead = null;

        var again = await card.AccrueAsync(1);
        var next = await card.AccrueAsync(2);

        Assert.Equal((2, true), (again.Entry!.Seq, again.Replayed));
        Assert.Equal((3, 20), (next.Entry!.Seq, next.Entry.Balance));
    }

    [Fact]
    public async Task Deactivation_OfACard_GivesItsPlaceInMemoryBack()
    {
        await host.CollectAsync();
        await Eventually.IsSoAsync(() => host.Cache.Taken == 0);
        var card = await host.IssueAsync();
        await card.AccrueAsync(1);
        Assert.Equal(1, host.Cache.Taken);
        card.Ledger.Instead = _ => new CommitOutcome(CommitStatus.Unavailable);

        await card.AccrueAsync(2);

        await Eventually.IsSoAsync(() => host.Cache.Taken == 0);
    }

    [Fact]
    public async Task StorageFailure_EndsTheActivationSoThatTheNextOneLoads()
    {
        var card = await host.IssueAsync();
        card.Ledger.Instead = _ => new CommitOutcome(CommitStatus.Unavailable);
        await card.AccrueAsync(1);
        card.Ledger.Instead = null;
        var loads = card.Calls("load");

        await card.AccrueAsync(2);

        Assert.Equal(loads + 1, card.Calls("load"));
    }

    [Fact]
    public async Task Queue_OfOneCardBeyondItsLimit_RefusesAtOnce()
    {
        var card = await host.IssueAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        card.Ledger.Gate = gate.Task;
        var calls = Enumerable.Range(1, 40).Select(receipt => card.AccrueAsync(receipt)).ToArray();

        await Eventually.IsSoAsync(
            () => calls.Count(call => call.IsFaulted) >= calls.Length - TwoSilos.MaxCallsPerCard - 1);
        gate.SetResult();
        await Task.WhenAny(Task.WhenAll(calls));

        Assert.All(
            calls.Where(call => call.IsFaulted),
            call => Assert.IsType<LimitExceededException>(call.Exception!.InnerException));
        var accrued = calls.Count(call => call.IsCompletedSuccessfully);
        Assert.InRange(accrued, TwoSilos.MaxCallsPerCard, TwoSilos.MaxCallsPerCard + 1);
        Assert.Equal(accrued * 10, card.Ledger.Card(card.Id).Balance);
    }

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheSameSilo(TwoSilos silos) : CardGrainTests(silos, CallFrom.ItsOwnSilo);

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheOtherSilo(TwoSilos silos) : CardGrainTests(silos, CallFrom.AnotherSilo);
}
