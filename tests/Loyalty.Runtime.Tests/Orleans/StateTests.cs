using Orleans;
using Orleans.Runtime;

namespace Loyalty.Runtime.Tests.Orleans;

[GenerateSerializer, Alias("loyalty.tests.Session"), Immutable]
public sealed record Session
{
    [Id(0)]
    public int Count { get; init; }
}

public interface IStateGrain : IGrainWithStringKey
{
    /// <summary>Counts up and writes, or only in memory.</summary>
    Task<int> Count(bool write);

    Task<int> Reload();

    Task Clear();

    Task<bool> Exists();

    Task Leave();
}

public sealed class StateGrain([PersistentState("session", "memory")] IPersistentState<Session> session)
    : Grain, IStateGrain
{
    public async Task<int> Count(bool write)
    {
        session.State = session.State with { Count = session.State.Count + 1 };
        if (write) await session.WriteStateAsync();
        return session.State.Count;
    }

    public async Task<int> Reload()
    {
        await session.ReadStateAsync();
        return session.State.Count;
    }

    public Task Clear() => session.ClearStateAsync();

    public Task<bool> Exists() => Task.FromResult(session.RecordExists);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class StateTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task State_Written_OutlivesTheActivation()
    {
        var grain = shared.Silo.Grain<IStateGrain>(nameof(State_Written_OutlivesTheActivation));
        Assert.False(await grain.Exists());
        Assert.Equal(1, await grain.Count(write: true));
        Assert.Equal(2, await grain.Count(write: false));
        await grain.Leave();
        Assert.True(await grain.Exists());
        Assert.Equal(1, await grain.Reload());
    }

    [Fact]
    public async Task State_Cleared_StartsAnew()
    {
        var grain = shared.Silo.Grain<IStateGrain>(nameof(State_Cleared_StartsAnew));
        await grain.Count(write: true);
        await grain.Clear();
        Assert.False(await grain.Exists());
        Assert.Equal(0, await grain.Reload());
        Assert.Equal(1, await grain.Count(write: true));
    }

    [Fact]
    public async Task State_OfAnotherGrain_IsAnother()
    {
        await shared.Silo.Grain<IStateGrain>("state-of-one").Count(write: true);
        Assert.Equal(0, await shared.Silo.Grain<IStateGrain>("state-of-another").Reload());
    }
}
