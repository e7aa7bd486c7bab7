using System.Reflection;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Grains.Tills;
using Orleans.Runtime;

namespace Loyalty.Grains.Tests.Runtime;

[Alias("loyalty.tests.IShortLivedGrain")]
public interface IShortLivedGrain : IGrainWithStringKey
{
    /// <summary>Notes <c>held</c>, waits at the gate <c>key/hold</c>.</summary>
    [Alias("hold")]
    Task Hold();

    [Alias("touch")]
    Task Touch();
}

[CollectionAgeLimit("00:00:02")]
public sealed class ShortLivedGrain(IGrainContext context, Probe probe) : IGrainBase, IShortLivedGrain
{
    public IGrainContext GrainContext { get; } = context;

    private string Key => GrainContext.GrainId.Key.ToString()!;

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note(Key, $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public async Task Hold()
    {
        probe.Note(Key, "held");
        await probe.Gate($"{Key}/hold");
    }

    public Task Touch() => Task.CompletedTask;
}

/// <summary>Waits for real seconds: the runtime looks at idleness by its own clock, and only after ten.</summary>
public sealed class CollectionTests
{
    private readonly Probe probe = new();

    [Fact]
    public async Task Activations_Idle_AreCollectedByTheAgeOfTheirClassAndBusyOnesAreNot()
    {
        await using var pair = await RuntimeSilos.StartAsync(probe);
        var grains = pair.From(CallFrom.AnotherSilo);
        var kept = grains.GetGrain<ILifeGrain>("kept");
        await kept.Incarnation();
        var busy = grains.GetGrain<IShortLivedGrain>("busy").Hold();
        await grains.GetGrain<IShortLivedGrain>("idle").Touch();

        await Eventually.IsSoAsync(() => Left("idle"));

        Assert.False(Left("busy"));
        await grains.GetGrain<IShortLivedGrain>("idle").Touch();
        probe.Open("busy/hold");
        await busy;
        await grains.GetGrain<IShortLivedGrain>("busy").Touch();
        Assert.False(Left("busy"));
        Assert.Equal(1, await kept.Incarnation());
    }

    [Theory]
    [InlineData(typeof(CardGrain))]
    [InlineData(typeof(TillSessionGrain))]
    public void Grain_OfOurs_IsCollectedAfterFiveIdleMinutes(Type grain) => Assert.Equal(
        TimeSpan.FromMinutes(5), grain.GetCustomAttribute<CollectionAgeLimitAttribute>()!.AgeLimit);

    private bool Left(string key) => probe.Notes(key).Contains("ActivationIdle");
}
