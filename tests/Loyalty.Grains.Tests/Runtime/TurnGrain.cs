using Orleans.Concurrency;

namespace Loyalty.Grains.Tests.Runtime;

[Alias("loyalty.tests.ITurnGrain")]
public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Notes <c>+name</c>, waits at the gate <c>key/name</c>, notes <c>-name</c>.</summary>
    [Alias("write")]
    Task Write(string name);

    /// <summary>Does the same, read-only.</summary>
    [ReadOnly, Alias("read")]
    Task Read(string name);

    /// <summary>Notes the name, without an await.</summary>
    [Alias("touch")]
    Task Touch(string name);

    /// <summary>Says how many turns ran at once at most, over some that yield.</summary>
    [Alias("overlap")]
    Task<int> Overlap();

    /// <summary>Says whether an await came back to the scheduler it left.</summary>
    [Alias("comes-back")]
    Task<bool> ComesBack();
}

public sealed class TurnGrain(Probe probe) : Grain, ITurnGrain
{
    private int inside;
    private int most;

    private string Key => this.GetPrimaryKeyString();

    public async Task Write(string name)
    {
        probe.Note(Key, "+" + name);
        await probe.Gate($"{Key}/{name}");
        probe.Note(Key, "-" + name);
    }

    public Task Read(string name) => Write(name);

    public Task Touch(string name)
    {
        probe.Note(Key, name);
        return Task.CompletedTask;
    }

    public async Task<int> Overlap()
    {
        most = Math.Max(most, ++inside);
        await Task.Yield();
        await Task.Yield();
        inside--;
        return most;
    }

    public async Task<bool> ComesBack()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        return scheduler != TaskScheduler.Default && scheduler == TaskScheduler.Current;
    }
}
