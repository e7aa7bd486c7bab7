using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Loyalty.Runtime.Tests.Orleans;

public sealed class HostTests
{
    [Fact]
    public async Task Host_Stopping_LetsTurnsFinishAndSaysGoodbye()
    {
        var silo = await TestSilo.StartAsync();
        var idle = silo.Grain<ILifeGrain>("idle");
        await idle.Incarnation();
        var held = silo.Grain<ILifeGrain>("held").Hold();
        await silo.Probe.Noted("held", 2);
        var stopping = silo.Host.StopAsync();
        await silo.Probe.Noted("idle", 3);
        Assert.False(held.IsCompleted);
        silo.Probe.Open("held/hold");
        Assert.Equal(1, await held);
        await stopping;
        Assert.Equal(["activating", "called", "ShuttingDown"], silo.Probe.Notes("idle"));
        Assert.Equal(["activating", "held", "ShuttingDown"], silo.Probe.Notes("held"));
        await Assert.ThrowsAsync<SiloUnavailableException>(idle.Incarnation);
    }

    [Fact]
    public async Task Host_StoppingWithoutPatience_LeavesATurnBehindAndTellsItsCaller()
    {
        var silo = await TestSilo.StartAsync();
        var held = silo.Grain<ILifeGrain>("stuck").Hold();
        await silo.Probe.Noted("stuck", 2);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await silo.Host.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // The host may say that it was hurried.
        }

        await Assert.ThrowsAsync<SiloUnavailableException>(() => held);
    }

    [Fact]
    public async Task Silo_WithACollectionAgeBelowTheQuantum_DoesNotStart()
    {
        await Assert.ThrowsAsync<OrleansConfigurationException>(() => TestSilo.StartAsync(static silo =>
            silo.Configure<GrainCollectionOptions>(static options => options.CollectionAge = TimeSpan.FromSeconds(1))));
    }
}
