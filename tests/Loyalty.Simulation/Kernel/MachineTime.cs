namespace Loyalty.Simulation.Kernel;

/// <summary>A machine's clock: the loop's time, and a date that may be off. Its timers are the machine's.</summary>
internal sealed class MachineTime(Machine machine, Func<TimeSpan> dateOff) : TimeProvider
{
    /// <summary>When every run begins, by a right clock.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        machine.Loop.IsHome();
        return machine.Loop.Now;
    }

    public override DateTimeOffset GetUtcNow() => Beginning.AddTicks(GetTimestamp()) + dateOff();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MachineTimer(machine, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class MachineTimer(Machine machine, TimerCallback callback, object? state) : ITimer, IHappening
    {
        private const long Never = long.MaxValue;
        private TimeSpan period;
        private long due = Never;

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            period = newPeriod;
            due = dueTime < TimeSpan.Zero ? Never : machine.Loop.Now + dueTime.Ticks;
            if (due != Never) machine.Loop.After(dueTime, this, machine);
            return true;
        }

        /// <summary>Rings, unless it was changed since this was set.</summary>
        public void Happen()
        {
            if (due > machine.Loop.Now) return;
            if (period > TimeSpan.Zero) Change(period, period);
            else due = Never;
            callback(state);
        }

        public void Dispose() => due = Never;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
