using Orleans;
using Orleans.Runtime;

namespace Loyalty.Runtime.Tests.Orleans;

public interface ITimed : IGrainWithStringKey
{
    /// <summary>Starts a timer that notes <c>tick</c>, waits at the gate <c>key/tick</c> if asked, and fails if asked.
    /// </summary>
    Task Start(
        int dueMilliseconds, bool interleave = false, bool waits = false, bool fails = false, bool keepAlive = false);

    Task Stop();

    /// <summary>Lets the timer tick again after so long.</summary>
    Task Change(int dueMilliseconds);

    /// <summary>Notes <c>held</c>, waits at the gate <c>key/hold</c>, notes <c>released</c>.</summary>
    Task Hold();

    Task Touch();
}

public interface ITimerGrain : ITimed;

public sealed class TimerGrain(Probe probe) : TimedGrain(probe), ITimerGrain;

public abstract class TimedGrain(Probe probe) : Grain, ITimed
{
    private IGrainTimer? _timer;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note(Key, $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Start(
        int dueMilliseconds, bool interleave = false, bool waits = false, bool fails = false, bool keepAlive = false)
    {
        var due = TimeSpan.FromMilliseconds(dueMilliseconds);
        var options = new GrainTimerCreationOptions(due, due) { Interleave = interleave, KeepAlive = keepAlive };
        _timer = this.RegisterGrainTimer(Tick, (waits, fails), options);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        probe.Note(Key, "stopped");
        return Task.CompletedTask;
    }

    public Task Change(int dueMilliseconds)
    {
        _timer!.Change(TimeSpan.FromMilliseconds(dueMilliseconds), Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public async Task Hold()
    {
        probe.Note(Key, "held");
        await probe.Gate($"{Key}/hold");
        probe.Note(Key, "released");
    }

    public Task Touch()
    {
        probe.Note(Key, "touched");
        return Task.CompletedTask;
    }

    private async Task Tick((bool Waits, bool Fails) how, CancellationToken disposed)
    {
        probe.Note(Key, "tick");
        if (how.Waits) await probe.Gate($"{Key}/tick");
        if (how.Fails) throw new FormatException("tick");
        if (how.Waits) probe.Note(Key, "tock");
    }
}
