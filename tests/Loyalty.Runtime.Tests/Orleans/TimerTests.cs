namespace Loyalty.Runtime.Tests.Orleans;

public sealed class TimerTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private const int Soon = 50;
    private const int Never = 3_600_000;

    private readonly TestSilo _silo = shared.Silo;

    private Probe Probe => _silo.Probe;

    [Fact]
    public async Task Tick_WhileACallRuns_WaitsForItsTurn()
    {
        const string Key = nameof(Tick_WhileACallRuns_WaitsForItsTurn);
        var grain = _silo.Grain<ITimerGrain>(Key);
        await grain.Start(Soon);
        var held = grain.Hold();
        await Probe.Eventually(() => Probe.Notes(Key).Contains("held"));
        var before = Probe.Notes(Key).Count;
        await Probe.Settle();
        Assert.Equal(before, Probe.Notes(Key).Count);
        Probe.Open($"{Key}/hold");
        await held;
        await Probe.Noted(Key, before + 3);
        Assert.Equal(["released", "tick", "tick"], Probe.Notes(Key).Skip(before).Take(3));
    }

    [Fact]
    public async Task Tick_WhoseTimerInterleaves_RunsBesideACall()
    {
        const string Key = nameof(Tick_WhoseTimerInterleaves_RunsBesideACall);
        var grain = _silo.Grain<ITimerGrain>(Key);
        await grain.Start(500, interleave: true);
        var held = grain.Hold();
        await Probe.Noted(Key, 3);
        Assert.Equal(["held", "tick", "tick"], Probe.Notes(Key).Take(3));
        Probe.Open($"{Key}/hold");
        await held;
    }

    [Fact]
    public async Task Call_WhileATickRuns_Waits()
    {
        const string Key = nameof(Call_WhileATickRuns_Waits);
        var grain = _silo.Grain<ITimerGrain>(Key);
        await grain.Start(Soon, waits: true);
        await Probe.Noted(Key);
        var call = grain.Touch();
        await Probe.Settle();
        Assert.Equal(["tick"], Probe.Notes(Key));
        Probe.Open($"{Key}/tick");
        await call;
        Assert.Equal(["tick", "tock", "touched"], Probe.Notes(Key).Take(3));
    }

    [Fact]
    public async Task Timer_WhoseTickFails_GoesOn()
    {
        const string Key = nameof(Timer_WhoseTickFails_GoesOn);
        await _silo.Grain<ITimerGrain>(Key).Start(Soon, fails: true);
        await Probe.Noted(Key, 3);
    }

    [Fact]
    public async Task Timer_Disposed_NeverTicksAgain()
    {
        const string Key = nameof(Timer_Disposed_NeverTicksAgain);
        var grain = _silo.Grain<ITimerGrain>(Key);
        await grain.Start(Soon);
        await Probe.Noted(Key);
        await grain.Stop();
        await Probe.Settle();
        Assert.Equal("stopped", Probe.Notes(Key)[^1]);
    }

    [Fact]
    public async Task Timer_Changed_TicksAtTheNewTimeAndNoMore()
    {
        const string Key = nameof(Timer_Changed_TicksAtTheNewTimeAndNoMore);
        var grain = _silo.Grain<ITimerGrain>(Key);
        await grain.Start(Never);
        await grain.Change(Soon);
        await Probe.Noted(Key);
        await Probe.Settle();
        Assert.Equal(["tick"], Probe.Notes(Key));
    }
}
