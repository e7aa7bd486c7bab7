using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Loyalty.Grains.Tests.Silos;

/// <summary>
/// Two silos in this process that know of each other only what messages tell. Every activation is placed on the second
/// one, whoever calls, so that a call from the first crosses.
/// </summary>
internal sealed class SiloPair : IAsyncDisposable
{
    private readonly InProcessTestCluster cluster;

    private SiloPair(InProcessTestCluster cluster) => this.cluster = cluster;

    public InProcessSiloHandle Caller => cluster.Silos[0];

    /// <summary>The silo of the activations, as long as it is there.</summary>
    public InProcessSiloHandle Home { get; private set; } = null!;

    public IGrainFactory From(CallFrom from) => ServicesOf(from).GetRequiredService<IGrainFactory>();

    public IServiceProvider ServicesOf(CallFrom from) =>
        (from == CallFrom.ItsOwnSilo ? Home : Caller).ServiceProvider;

    public static async Task<SiloPair> StartAsync(Action<ISiloBuilder> configure)
    {
        var place = new HomeSilo();
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false; // the engine's callers are silos
        UseOrleansDirectory(builder.Options);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
            silo.Services.AddSingleton(place);
            silo.Services.AddPlacementDirector<OnHomeSilo, OnHomeSilo.Director>();
            silo.Services.AddSingleton<PlacementStrategy, OnHomeSilo>();
            silo.Configure<GrainCollectionOptions>( // below the shortest age of a grain here
                static options => options.CollectionQuantum = TimeSpan.FromSeconds(1));
            configure(silo);
        });
        var pair = new SiloPair(builder.Build());
        await pair.cluster.DeployAsync();
        pair.Home = pair.cluster.Silos[1];
        place.Address = pair.Home.SiloAddress;
        await Eventually.IsSoAsync(() => pair.cluster.Silos.All(silo => pair.ActiveSilosOf(silo) == 2));
        return pair;
    }

    /// <summary>Ends the activations' silo at once; unlike a crash, it still writes into the membership
    /// table that it is dead.</summary>
    public Task KillHomeAsync() => cluster.KillSiloAsync(Home);

    /// <summary>Stops the activations' silo as a signal does.</summary>
    public Task StopHomeAsync() => cluster.StopSiloAsync(Home);

    /// <summary>How many silos another one takes for active.</summary>
    public int ActiveSilosOf(InProcessSiloHandle silo) =>
        silo.ServiceProvider.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(true).Count;

    /// <summary>TestingHost puts one directory of its own beside all silos, which would hide what Orleans' own does;
    /// the switch is there in 10.4.2, but not public.</summary>
    private static void UseOrleansDirectory(InProcessTestClusterOptions options) =>
        typeof(InProcessTestClusterOptions)
            .GetProperty("UseTestClusterGrainDirectory", BindingFlags.Instance | BindingFlags.NonPublic)!
            .SetValue(options, false);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}
