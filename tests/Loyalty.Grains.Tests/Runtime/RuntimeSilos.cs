using Loyalty.Grains.Tests.Silos;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Loyalty.Grains.Tests.Runtime;

/// <summary>
/// The two silos of the contract tests: what the simulator's model and the engine take for granted of Orleans, each
/// promise on the real runtime.
/// </summary>
[CollectionDefinition(nameof(RuntimeSilos))]
public sealed class RuntimeSilos : IAsyncLifetime, ICollectionFixture<RuntimeSilos>
{
    /// <summary>Calls that may wait for one grain, as in the engine.</summary>
    public const int MaxWaitingCalls = 512;

    private SiloPair? pair;

    public Probe Probe { get; } = new();

    internal SiloPair Pair => pair!;

    public async ValueTask InitializeAsync() => pair = await StartAsync(Probe);

    public async ValueTask DisposeAsync()
    {
        if (pair is not null) await pair.DisposeAsync();
    }

    /// <summary>A grain as callers on a silo reach it.</summary>
    public T Grain<T>(string key, CallFrom from = CallFrom.AnotherSilo)
        where T : IGrainWithStringKey => Pair.From(from).GetGrain<T>(key);

    /// <summary>Two silos of a test's own.</summary>
    internal static Task<SiloPair> StartAsync(Probe probe, Action<ISiloBuilder>? configure = null) =>
        SiloPair.StartAsync(silo =>
        {
            silo.Services.AddSingleton(probe);
            silo.Configure<SiloMessagingOptions>(
                messaging => messaging.MaxEnqueuedRequestsHardLimit = MaxWaitingCalls);
            configure?.Invoke(silo);
        });
}
