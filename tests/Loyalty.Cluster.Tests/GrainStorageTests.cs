using Loyalty.Grains.Tills;
using Loyalty.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Cluster.Tests;

/// <summary>Orleans' AdoNet grain storage on our own table and queries.</summary>
[Collection(nameof(Silos))]
public sealed class GrainStorageTests(Silos silos) : IAsyncLifetime
{
    private const string Name = "states";
    private IHost host = null!;

    private IGrainStorage Storage => host.Services.GetRequiredKeyedService<IGrainStorage>(Name);

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(Ports.Free(), gatewayPort: 0)
            .AddAdoNetGrainStorage(Name, storage =>
            {
                storage.Invariant = "Npgsql";
                storage.ConnectionString = silos.Connection;
            }));
        host = builder.Build();
        await host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    [Fact]
    public async Task State_WrittenReadAndCleared_IsWhatItWas()
    {
        var grain = GrainId.Create("test", "one");
        var state = new GrainState<TillSession>(new TillSession { LastSequence = 5 });
        await Storage.WriteStateAsync("state", grain, state);
        Assert.Equal(("1", 5), (state.ETag, (await ReadAsync(grain)).State!.LastSequence));

        state.State = state.State! with { LastSequence = 6 };
        await Storage.WriteStateAsync("state", grain, state);
        Assert.Equal(("2", 6), ((await ReadAsync(grain)).ETag, (await ReadAsync(grain)).State!.LastSequence));

        await Storage.ClearStateAsync("state", grain, state);
        var cleared = await ReadAsync(grain);
        Assert.Equal((false, 0, "3"), (cleared.RecordExists, cleared.State!.LastSequence, cleared.ETag));
        await Storage.WriteStateAsync("state", grain, cleared);
        Assert.True((await ReadAsync(grain)).RecordExists);
    }

    [Fact]
    public async Task State_OfAnOldVersion_IsNeitherWrittenNorCleared()
    {
        var grain = GrainId.Create("test", "old");
        await Storage.WriteStateAsync("state", grain, new GrainState<TillSession>(new TillSession()));
        var old = await ReadAsync(grain);
        await Storage.WriteStateAsync("state", grain, await ReadAsync(grain));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", grain, old));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync("state", grain, old));
        Assert.Equal("2", (await ReadAsync(grain)).ETag);
    }

    [Fact]
    public async Task State_WrittenFirstByManyAtOnce_IsOneWriters()
    {
        for (var round = 0; round < 50; round++)
        {
            var grain = GrainId.Create("test", $"race-{round}");
            var told = await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => TryAsync(grain, writer)));
            var winner = Assert.Single(told, writer => writer > 0);
            Assert.Equal(winner, (await ReadAsync(grain)).State!.LastSequence);
        }
    }

    private async Task<int> TryAsync(GrainId grain, int writer)
    {
        try
        {
            var state = new GrainState<TillSession>(new TillSession { LastSequence = writer });
            await Storage.WriteStateAsync("state", grain, state);
            return writer;
        }
        catch (InconsistentStateException)
        {
            return 0;
        }
    }

    private async Task<GrainState<TillSession>> ReadAsync(GrainId grain)
    {
        var state = new GrainState<TillSession>();
        await Storage.ReadStateAsync("state", grain, state);
        return state;
    }
}
