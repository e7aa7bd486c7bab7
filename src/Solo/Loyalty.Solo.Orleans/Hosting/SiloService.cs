using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Starts and stops the silo with its host.</summary>
internal sealed class SiloService(
    Silo silo, GrainTypes types, IdleCollector collector, ILogger<Silo> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        types.CheckSettings();
        silo.Start();
        collector.Start();
        Log.SiloStarted(logger);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        collector.Dispose();
        await silo.StopAsync(cancellationToken);
        Log.SiloStopped(logger);
    }
}
