using Loyalty.Domain;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Application;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>How an activation ends: between turns, and what becomes of the calls that wait for it.</summary>
[Collection(nameof(RuntimeSilos))]
public sealed class DeactivationTests(RuntimeSilos silos)
{
    private Probe Probe => silos.Probe;

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task DeactivateOnIdle_InATurn_FinishesItAndForwardsWaitingCalls(CallFrom from)
    {
        var key = $"{nameof(DeactivateOnIdle_InATurn_FinishesItAndForwardsWaitingCalls)}-{from}";
        var grain = silos.Grain<ILifeGrain>(key, from);
        var leaving = grain.Leave();
        await Probe.Noted(key, 2);
        var waiting = new[] { grain.Incarnation(), grain.Incarnation() };
        await Probe.Settle();
        Assert.Equal(["activating", "leaving"], Probe.Notes(key));
        Probe.Open($"{key}/leave");
        Assert.Equal(1, await leaving);
        Assert.All(await Task.WhenAll(waiting), static incarnation => Assert.Equal(2, incarnation));
        Assert.Equal(
            ["activating", "leaving", "ApplicationRequested", "activating", "called", "called"], Probe.Notes(key));
    }

    /// <summary>
    /// A call may be passed on twice, then it is refused; how often it is, is a matter of timing. Either way each is
    /// answered, and the engine knows what it means.
    /// </summary>
    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Calls_ToAGrainThatAlwaysLeaves_RunOrAreRejected(CallFrom from)
    {
        var key = $"{nameof(Calls_ToAGrainThatAlwaysLeaves_RunOrAreRejected)}-{from}-slow";
        var grain = silos.Grain<ILifeGrain>(key, from);
        var calls = Enumerable.Range(0, 10).Select(_ => grain.LeaveAtOnce()).ToArray();
        await Probe.Noted(key);
        await Probe.Settle();
        Probe.Open($"{key}/activate");
        foreach (var call in calls)
        {
            if (await Record.ExceptionAsync(() => call) is not { } failure) continue;
            Assert.IsType<OrleansMessageRejectionException>(failure);
            Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(failure));
        }
    }

    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task Deactivation_WithAnException_AnswersWaitingCallsWithIt(CallFrom from)
    {
        var key = $"{nameof(Deactivation_WithAnException_AnswersWaitingCallsWithIt)}-{from}";
        var grain = silos.Grain<ILifeGrain>(key, from);
        var breaking = grain.Break();
        await Probe.Noted(key, 2);
        var waiting = grain.Incarnation();
        await Probe.Settle();
        Probe.Open($"{key}/break");
        await breaking;
        Assert.Equal("broken", (await Assert.ThrowsAsync<FormatException>(() => waiting)).Message);
        Assert.Equal(2, await grain.Incarnation());
    }

    /// <summary>The exception that a till's session lets out when it is overtaken for ever.</summary>
    [Theory]
    [InlineData(CallFrom.ItsOwnSilo)]
    [InlineData(CallFrom.AnotherSilo)]
    public async Task StorageConflict_OutOfATurn_ReachesTheCallerAndEndsTheActivation(CallFrom from)
    {
        var key = $"{nameof(StorageConflict_OutOfATurn_ReachesTheCallerAndEndsTheActivation)}-{from}";
        var grain = silos.Grain<ILifeGrain>(key, from);
        Assert.Equal(1, await grain.Incarnation());

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(grain.Conflict);

        Assert.Equal("2", conflict.StoredEtag);
        Assert.Equal(Refusal.OutcomeUnknown, RuntimeErrors.RefusalOf(conflict));
        Assert.Equal(2, await grain.Incarnation());
    }
}
