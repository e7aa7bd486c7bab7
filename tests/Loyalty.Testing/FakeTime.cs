namespace Loyalty.Testing;

/// <summary>Time that stands still until it is advanced; timers ring in order, on the thread that advances.</summary>
public sealed class FakeTime : TimeProvider
{
    private readonly List<FakeTimer> timers = [];
    private TimeSpan elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => Samples.Now + elapsed;

    public void Advance(TimeSpan by)
    {
        var until = elapsed + by;
        while (timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due) is { } next)
        {
            elapsed = next.Due > elapsed ? next.Due.Value : elapsed;
            next.Ring();
        }

        elapsed = until;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        timers.Add(timer);
        return timer;
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public TimeSpan? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.elapsed + dueTime;
            period = newPeriod;
            return true;
        }

        public void Ring()
        {
            Due = period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? null : Due + period;
            callback(state);
        }

        public void Dispose() => time.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
