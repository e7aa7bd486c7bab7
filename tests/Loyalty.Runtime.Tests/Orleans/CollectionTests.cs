using Orleans;

namespace Loyalty.Runtime.Tests.Orleans;

public interface IShortLivedGrain : ITimed;

[CollectionAgeLimit("00:00:02")]
public sealed class ShortLivedGrain(Probe probe) : TimedGrain(probe), IShortLivedGrain;

/// <summary>Waits for real seconds: the real runtime looks at idleness by its own clock, and only after ten.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    private const int Patience = 60;

    private TestSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await TestSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Activations_Idle_AreCollectedByTheAgeOfTheirClass()
    {
        var kept = _silo.Grain<ILifeGrain>("kept");
        await kept.Incarnation();
        await _silo.Grain<IShortLivedGrain>("ticking").Start(dueMilliseconds: 300);
        await _silo.Grain<IShortLivedGrain>("kept-by-timer").Start(dueMilliseconds: 300, keepAlive: true);
        var busy = _silo.Grain<IShortLivedGrain>("busy").Hold();
        await _silo.Grain<IShortLivedGrain>("idle").Touch();

        await Probe.Eventually(() => Left("idle") && Left("ticking"), Patience);
        Assert.False(Left("kept-by-timer"));
        Assert.False(Left("busy"));
        Assert.DoesNotContain("ActivationIdle", _silo.Probe.Notes("kept"));

        await _silo.Grain<IShortLivedGrain>("idle").Touch();
        _silo.Probe.Open("busy/hold");
        await busy;
        await _silo.Grain<IShortLivedGrain>("busy").Touch();
        Assert.False(Left("busy"));
        Assert.Equal(1, await kept.Incarnation());
    }

    private bool Left(string key) => _silo.Probe.Notes(key).Contains("ActivationIdle");
}
