using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Runtime.Tests.Orleans;

/// <summary>Who of two was refused, and the count in the end.</summary>
[GenerateSerializer, Alias("loyalty.tests.Rivals"), Immutable]
public sealed record Rivals(
    [property: Id(0)] bool Other, [property: Id(1)] bool Own, [property: Id(2)] int Count);

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

    /// <summary>Writes the record by another hand, then by its own; answers who was refused, and the count in the end.
    /// </summary>
    Task<Rivals> WriteTwice();

    Task Leave();
}

public sealed class StateGrain(
    [PersistentState("session", "memory")] IPersistentState<Session> session,
    [PersistentState("session", "memory")] IPersistentState<Session> other)
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

    public async Task<Rivals> WriteTwice()
    {
        other.State = other.State with { Count = other.State.Count + 10 };
        session.State = session.State with { Count = session.State.Count + 1 };
        var refused = (await IsRefused(other), await IsRefused(session));
        await session.ReadStateAsync();
        session.State = session.State with { Count = session.State.Count + 1 };
        await session.WriteStateAsync();
        return new Rivals(refused.Item1, refused.Item2, session.State.Count);
    }

    private static async Task<bool> IsRefused(IPersistentState<Session> record)
    {
        try
        {
            await record.WriteStateAsync();
            return false;
        }
        catch (InconsistentStateException)
        {
            return true;
        }
    }

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
    public async Task State_WrittenByAnotherHand_IsOverwrittenOnlyOnceRead()
    {
        var grain = shared.Silo.Grain<IStateGrain>(nameof(State_WrittenByAnotherHand_IsOverwrittenOnlyOnceRead));
        Assert.Equal(new Rivals(false, true, 11), await grain.WriteTwice());
        await grain.Leave();
        Assert.Equal(new Rivals(false, true, 22), await grain.WriteTwice());
    }

    [Fact]
    public async Task State_OfAnotherGrain_IsAnother()
    {
        await shared.Silo.Grain<IStateGrain>("state-of-one").Count(write: true);
        Assert.Equal(0, await shared.Silo.Grain<IStateGrain>("state-of-another").Reload());
    }
}
