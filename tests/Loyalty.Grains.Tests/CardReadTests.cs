using Loyalty.Domain;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

public abstract class CardReadTests(TwoSilos silos, CallFrom from)
{
    private readonly GrainHost host = new(silos, from);

    [Fact]
    public async Task Read_AfterTheCardMovedElsewhere_ShowsWhereItIsNow()
    {
        var card = await host.IssueAsync();
        await card.AccrueAsync(1);
        card.MoveElsewhere(2);

        var stale = await card.Grain.ReadAsync(allowStale: true);
        var proven = await card.Grain.ReadAsync(allowStale: false);

        Assert.Equal((2, 3), (stale.State!.Seq, proven.State!.Seq));
        Assert.Equal(20, proven.Available);
    }

    [Fact]
    public async Task Read_WhereStaleIsAllowed_AsksNothing()
    {
        var card = await host.IssueAsync();
        var checks = card.Calls("check");

        await card.Grain.ReadAsync(allowStale: true);

        Assert.Equal(checks, card.Calls("check"));
    }

    [Fact]
    public async Task Read_SentBehindACommit_ShowsIt()
    {
        var card = await host.IssueAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        card.Ledger.Gate = gate.Task;
        var commits = card.Calls("commit");
        var accrual = card.AccrueAsync(1);
        await Eventually.IsSoAsync(() => card.Calls("commit") > commits); // two calls may change places on their way
        var read = card.Grain.ReadAsync(allowStale: false);
        gate.SetResult();

        Assert.Equal(2, (await accrual).Entry!.Seq);
        Assert.Equal(2, (await read).State!.Seq);
    }

    [Fact]
    public async Task Read_TheDatabaseIsAway_SaysSoInsteadOfAnOldBalance()
    {
        var card = await host.IssueAsync();
        card.Ledger.ReadsFail = true;

        var reading = await card.Grain.ReadAsync(allowStale: false);

        Assert.Equal(Refusal.LedgerUnavailable, reading.Refused!.Reason);
        Assert.Null(reading.State);
    }

    [Fact]
    public async Task Quote_MovesNothingAndIsWhatTheAccrualThenGives()
    {
        var card = await host.IssueAsync();

        var quote = await card.Grain.QuoteAsync(card.Accrual(1), Samples.Till, allowStale: false);
        var answer = await card.AccrueAsync(1);
        var again = await card.Grain.QuoteAsync(card.Accrual(1), Samples.Till, allowStale: false);

        Assert.Equal((10, 1, false), (quote.Entry!.Points, quote.Seq, quote.Accrued));
        Assert.Equal(quote.Entry.Balance, answer.Entry!.Balance);
        Assert.Equal((2, true), (again.Seq, again.Accrued));
    }

    [Fact]
    public async Task Quote_OnAStaleMemory_IsOfTheNewState()
    {
        var card = await host.IssueAsync();
        await card.AccrueAsync(1);
        card.MoveElsewhere(2);

        var quote = await card.Grain.QuoteAsync(card.Accrual(3), Samples.Till, allowStale: false);

        Assert.Equal((3, 30), (quote.Seq, quote.Entry!.Balance));
    }

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheSameSilo(TwoSilos silos) : CardReadTests(silos, CallFrom.ItsOwnSilo);

    [Collection(nameof(TwoSilos))]
    public sealed class OnTheOtherSilo(TwoSilos silos) : CardReadTests(silos, CallFrom.AnotherSilo);
}
