using Orleans;
using Orleans.Concurrency;

namespace Loyalty.Runtime.Tests.Orleans;

public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Notes <c>+name</c>, waits at the gate <c>key/name</c>, notes <c>-name</c>.</summary>
    Task Write(string name);

    /// <summary>Does the same, read-only.</summary>
    [ReadOnly]
    Task Read(string name);

    /// <summary>Notes the name, without an await.</summary>
    ValueTask Touch(string name);

    /// <summary>Says how many turns ran at once at most, over some that yield.</summary>
    Task<int> Overlap();

    /// <summary>Says whether an await came back to the scheduler it left.</summary>
    ValueTask<bool> ComesBack();

    /// <summary>Says what the ambient value is in the grain.</summary>
    Task<string?> Ambient();

    /// <summary>Calls itself without waiting, then notes its own end.</summary>
    Task CallSelfLater();

    /// <summary>Calls itself and waits.</summary>
    Task CallSelfNow();

    /// <summary>Calls another, which calls back.</summary>
    Task CallRound(string other);

    Task CallBack(string first);
}

public sealed class TurnGrain(Probe probe) : Grain, ITurnGrain
{
    public static readonly AsyncLocal<string?> AmbientValue = new();

    private int _inside;
    private int _most;

    private string Key => this.GetPrimaryKeyString();

    public async Task Write(string name)
    {
        probe.Note(Key, "+" + name);
        await probe.Gate($"{Key}/{name}");
        probe.Note(Key, "-" + name);
    }

    public Task Read(string name) => Write(name);

    public ValueTask Touch(string name)
    {
        probe.Note(Key, name);
        return ValueTask.CompletedTask;
    }

    public async Task<int> Overlap()
    {
        _most = Math.Max(_most, ++_inside);
        await Task.Yield();
        await Task.Yield();
        _inside--;
        return _most;
    }

    public async ValueTask<bool> ComesBack()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        return scheduler != TaskScheduler.Default && scheduler == TaskScheduler.Current;
    }

    public Task<string?> Ambient() => Task.FromResult(AmbientValue.Value);

    public async Task CallSelfLater()
    {
        _ = GrainFactory.GetGrain<ITurnGrain>(Key).Touch("inner").AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        probe.Note(Key, "outer");
    }

    public Task CallSelfNow() => GrainFactory.GetGrain<ITurnGrain>(Key).Touch("inner").AsTask();

    public Task CallRound(string other) => GrainFactory.GetGrain<ITurnGrain>(other).CallBack(Key);

    public Task CallBack(string first) => GrainFactory.GetGrain<ITurnGrain>(first).Touch("round").AsTask();
}
