using Loyalty.Grains.Tills;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Server.Tests;

public sealed class SqliteGrainStorageTests(RunningServer server) : GrainStorageTests<RunningServer>(server);

public sealed class PostgresGrainStorageTests(PostgresRunningServer server)
    : GrainStorageTests<PostgresRunningServer>(server);

/// <summary>The server's own grain storage: ours on SQLite, Orleans' AdoNet on our table on PostgreSQL.</summary>
public abstract class GrainStorageTests<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : RunningServer
{
    private IGrainStorage Storage => server.Own<IGrainStorage>(TillSessionGrain.Storage);

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
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
    public async Task State_OfAnotherNameOrGrain_IsAnother()
    {
        var (grain, other) = (GrainId.Create("test", "mine"), GrainId.Create("test", "other"));
        var state = new GrainState<TillSession>(new TillSession { LastSequence = 5 });
        await Storage.WriteStateAsync("state", grain, state);

        Assert.False((await ReadAsync(other)).RecordExists);
        var named = new GrainState<TillSession>();
        await Storage.ReadStateAsync("another", grain, named);
        Assert.Equal((false, null), (named.RecordExists, named.ETag));
    }

    [Fact]
    public async Task State_WithGapsAndATime_ComesBackAsItWas()
    {
        var grain = GrainId.Create("test", "whole \u4e00'\"");
        var session = new TillSession
        {
            LastSequence = SequenceRange.Largest, Ahead = [new SequenceRange(3, 4), new SequenceRange(7, 7)],
            UpdateTime = new DateTimeOffset(2026, 6, 15, 4, 0, 0, 123, TimeSpan.Zero),
        };
        await Storage.WriteStateAsync("state", grain, new GrainState<TillSession>(session));

        var read = (await ReadAsync(grain)).State!;
        Assert.Equal(session.Ahead.AsEnumerable(), read.Ahead);
        Assert.Equal(session with { Ahead = [] }, read with { Ahead = [] });
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
