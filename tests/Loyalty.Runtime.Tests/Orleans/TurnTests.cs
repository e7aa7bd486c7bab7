namespace Loyalty.Runtime.Tests.Orleans;

public sealed class TurnTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    private Probe Probe => _silo.Probe;

    [Fact]
    public async Task Turns_OfOneGrain_NeverOverlap()
    {
        var grain = _silo.Grain<ITurnGrain>(nameof(Turns_OfOneGrain_NeverOverlap));
        var most = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(grain.Overlap)));
        Assert.All(most, static count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Turns_FromOneCaller_RunInTheOrderSent()
    {
        const string Key = nameof(Turns_FromOneCaller_RunInTheOrderSent);
        var grain = _silo.Grain<ITurnGrain>(Key);
        var first = grain.Write("first");
        await Probe.Noted(Key);
        var rest = Enumerable.Range(0, 30).Select(i => grain.Touch($"{i}").AsTask()).ToArray();
        Probe.Open($"{Key}/first");
        await Task.WhenAll([first, .. rest]);
        Assert.Equal(["+first", "-first", .. Enumerable.Range(0, 30).Select(i => $"{i}")], Probe.Notes(Key));
    }

    [Fact]
    public async Task Turns_OfTwoGrains_RunBesideEachOther()
    {
        const string Key = nameof(Turns_OfTwoGrains_RunBesideEachOther);
        var held = _silo.Grain<ITurnGrain>(Key).Write("held");
        await _silo.Grain<ITurnGrain>(Key + "2").Touch("free");
        Assert.False(held.IsCompleted);
        Probe.Open($"{Key}/held");
        await held;
    }

    [Fact]
    public async Task Await_InAGrain_ComesBackToItsScheduler() =>
        Assert.True(await _silo.Grain<ITurnGrain>(nameof(Await_InAGrain_ComesBackToItsScheduler)).ComesBack());

    [Fact]
    public async Task Call_WithAnAmbientValue_DoesNotCarryItIn()
    {
        TurnGrain.AmbientValue.Value = "caller's";
        Assert.Null(await _silo.Grain<ITurnGrain>(nameof(Call_WithAnAmbientValue_DoesNotCarryItIn)).Ambient());
    }

    [Fact]
    public async Task CallToSelf_NotAwaited_RunsAfterTheTurn()
    {
        const string Key = nameof(CallToSelf_NotAwaited_RunsAfterTheTurn);
        await _silo.Grain<ITurnGrain>(Key).CallSelfLater();
        await Probe.Noted(Key, 2);
        Assert.Equal(["outer", "inner"], Probe.Notes(Key));
    }

    [Fact]
    public async Task CallToSelf_Awaited_EndsInTheResponseTimeout()
    {
        const string Key = nameof(CallToSelf_Awaited_EndsInTheResponseTimeout);
        await Assert.ThrowsAsync<TimeoutException>(() => _silo.Grain<ITurnGrain>(Key).CallSelfNow());
    }

    [Fact]
    public async Task Calls_RoundToTheFirst_EndInTheResponseTimeout()
    {
        const string Key = nameof(Calls_RoundToTheFirst_EndInTheResponseTimeout);
        await Assert.ThrowsAsync<TimeoutException>(() => _silo.Grain<ITurnGrain>(Key).CallRound(Key + "2"));
        await _silo.Grain<ITurnGrain>(Key).Touch("free again");
    }

    [Fact]
    public async Task WaitingCall_WhoseCallerTimedOut_NeverRuns()
    {
        const string Key = nameof(WaitingCall_WhoseCallerTimedOut_NeverRuns);
        var grain = _silo.Grain<ITurnGrain>(Key);
        var held = grain.Write("held");
        await Probe.Noted(Key);
        await Assert.ThrowsAsync<TimeoutException>(async () => await grain.Touch("late"));
        Probe.Open($"{Key}/held");
        await Assert.ThrowsAsync<TimeoutException>(() => held);
        await grain.Touch("next");
        Assert.Equal(["+held", "-held", "next"], Probe.Notes(Key));
    }
}
