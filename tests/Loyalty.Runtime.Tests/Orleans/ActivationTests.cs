using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Runtime.Tests.Orleans;

public sealed class ActivationTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    private Probe Probe => _silo.Probe;

    /// <summary>Two callers walk the same new grains side by side, so that many meet at a first call.</summary>
    [Fact]
    public async Task FirstCalls_AtOnce_MakeOneActivation()
    {
        using var start = new Barrier(2);
        var answers = await Task.WhenAll(Task.Run(CallAll), Task.Run(CallAll));
        Assert.All(answers.SelectMany(static all => all), static incarnation => Assert.Equal(1, incarnation));

        async Task<int[]> CallAll()
        {
            List<Task<int>> calls = [];
            for (var i = 0; i < 2000; i++)
            {
                var grain = _silo.Grain<ILifeGrain>($"{nameof(FirstCalls_AtOnce_MakeOneActivation)}{i}");
                if (i % 20 == 0) start.SignalAndWait(TimeSpan.FromSeconds(1));
                calls.Add(grain.Incarnation());
            }

            return await Task.WhenAll(calls);
        }
    }

    [Fact]
    public async Task Call_WhileActivating_Waits()
    {
        const string Key = nameof(Call_WhileActivating_Waits) + "-slow";
        var call = _silo.Grain<ILifeGrain>(Key).Incarnation();
        await Probe.Noted(Key);
        await Probe.Settle();
        Assert.Equal(["activating"], Probe.Notes(Key));
        Probe.Open($"{Key}/activate");
        Assert.Equal(1, await call);
    }

    [Theory]
    [InlineData("activate", typeof(FormatException))]
    [InlineData("ctor", typeof(InvalidOperationException))]
    public async Task Activation_ThatFails_TellsTheCallerAndTheNextCallStartsAnew(string where, Type expected)
    {
        var grain = _silo.Grain<ILifeGrain>($"fails-in-{where}");
        var failure = await Assert.ThrowsAsync(expected, grain.Incarnation);
        Assert.IsType<FormatException>(failure.InnerException ?? failure);
        Assert.Equal(2, await grain.Incarnation());
        Assert.DoesNotContain("ActivationFailed", Probe.Notes($"fails-in-{where}"));
    }

    [Fact]
    public async Task DeactivateOnIdle_FinishesTheTurnAndSendsWaitingCallsToTheNextActivation()
    {
        const string Key = nameof(DeactivateOnIdle_FinishesTheTurnAndSendsWaitingCallsToTheNextActivation);
        var grain = _silo.Grain<ILifeGrain>(Key);
        var leaving = grain.Leave();
        await Probe.Noted(Key, 2);
        var waiting = new[] { grain.Incarnation(), grain.Incarnation() };
        await Probe.Settle();
        Assert.Equal(["activating", "leaving"], Probe.Notes(Key));
        Probe.Open($"{Key}/leave");
        Assert.Equal(1, await leaving);
        Assert.All(await Task.WhenAll(waiting), static incarnation => Assert.Equal(2, incarnation));
        Assert.Equal(
            ["activating", "leaving", "ApplicationRequested", "activating", "called", "called"], Probe.Notes(Key));
    }

    /// <summary>A call may be passed on twice, then it is refused; how often it is, is a matter of timing on the real
    /// runtime. Either way each call is answered.</summary>
    [Fact]
    public async Task Calls_ToAGrainThatAlwaysLeaves_RunOrAreRejected()
    {
        const string Key = nameof(Calls_ToAGrainThatAlwaysLeaves_RunOrAreRejected) + "-slow";
        var grain = _silo.Grain<ILifeGrain>(Key);
        var calls = Enumerable.Range(0, 10).Select(_ => grain.LeaveAtOnce()).ToArray();
        await Probe.Noted(Key);
        await Probe.Settle();
        Probe.Open($"{Key}/activate");
        foreach (var call in calls)
        {
            var failure = await Record.ExceptionAsync(() => call);
            Assert.True(failure is null or OrleansMessageRejectionException, $"{failure}");
        }
    }

    [Fact]
    public async Task Deactivation_WithAnException_AnswersWaitingCallsWithIt()
    {
        const string Key = nameof(Deactivation_WithAnException_AnswersWaitingCallsWithIt);
        var grain = _silo.Grain<ILifeGrain>(Key);
        var breaking = grain.Break();
        await Probe.Noted(Key, 2);
        var waiting = grain.Incarnation();
        Probe.Open($"{Key}/break");
        await breaking;
        Assert.Equal("broken", (await Assert.ThrowsAsync<FormatException>(() => waiting)).Message);
        Assert.Equal(2, await grain.Incarnation());
    }

    [Fact]
    public async Task StorageConflict_OutOfACall_ReachesTheCallerAndEndsTheActivation()
    {
        var grain = _silo.Grain<ILifeGrain>(nameof(StorageConflict_OutOfACall_ReachesTheCallerAndEndsTheActivation));
        Assert.Equal(1, await grain.Incarnation());
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(grain.Conflict);
        Assert.Equal("2", conflict.StoredEtag);
        Assert.Equal(2, await grain.Incarnation());
    }
}
