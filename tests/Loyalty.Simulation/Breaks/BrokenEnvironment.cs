using Loyalty.Ledger.Writing;

namespace Loyalty.Simulation.Breaks;

/// <summary>
/// no-alarm, no-read-alarm: a timer that is to ring at a time yet to be set never does. What waits for a time known
/// from the start is woken.
/// </summary>
internal sealed class TimeWithoutAlarms(TimeProvider inner) : TimeProvider
{
    public override long TimestampFrequency => inner.TimestampFrequency;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        dueTime == Timeout.InfiniteTimeSpan ? new DeafTimer() : inner.CreateTimer(callback, state, dueTime, period);

    private sealed class DeafTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // There is nothing to stop.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>alarm-late: an alarm that is to ring soon, as after a pause, rings a second late.</summary>
internal sealed class TimeWithLateAlarms(TimeProvider inner) : TimeProvider
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new LateTimer(inner.CreateTimer(callback, state, dueTime, period));

    private sealed class LateTimer(ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(
            dueTime >= TimeSpan.Zero && dueTime <= Soon ? dueTime + TimeSpan.FromSeconds(1) : dueTime, period);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>wake-up-lost: now and then a lane that is started never runs.</summary>
internal sealed class LossyRunner(IBackgroundRunner inner) : IBackgroundRunner
{
    private const int LostEvery = 20;
    private int count;

    public void Start(Func<Task> work)
    {
        if (++count % LostEvery != 0) inner.Start(work);
    }
}
