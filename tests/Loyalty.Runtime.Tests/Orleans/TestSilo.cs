using Loyalty.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Loyalty.Runtime.Tests.Orleans;

/// <summary>Is one silo in this process, real or Solo, with storage in memory.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    private TestSilo(IHost host) => Host = host;

    public IHost Host { get; }

    public Probe Probe => Host.Services.GetRequiredService<Probe>();

    public IGrainFactory Grains => Host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestSilo> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var silo = Build(configure);
        await silo.Host.StartAsync();
        return silo;
    }

    public static TestSilo Build(Action<ISiloBuilder>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton<Probe>();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(Ports.Free(), Ports.Free());
            silo.AddMemoryGrainStorage("memory");
            silo.Configure<GrainCollectionOptions>(
                static options => options.CollectionQuantum = TimeSpan.FromSeconds(1));
            configure?.Invoke(silo);
        });
        return new TestSilo(builder.Build());
    }

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Host.StopAsync(patience.Token);
        Host.Dispose();
    }
}

/// <summary>Is the silo that most contract tests share.</summary>
public sealed class SharedSilo : IAsyncLifetime
{
    /// <summary>Is how long a call may stay unanswered here: long against a turn, short against a test.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(3);

    public TestSilo Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await TestSilo.StartAsync(silo =>
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ResponseTimeout));

    public ValueTask DisposeAsync() => Silo.DisposeAsync();
}
