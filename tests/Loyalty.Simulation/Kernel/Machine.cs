using Loyalty.Ledger.Writing;

namespace Loyalty.Simulation.Kernel;

/// <summary>
/// One life of a process: its tasks, its grains' turns, its timers, what reaches it. When it crashes all of that is
/// gone, without a finally or a Dispose; while it is paused all of that waits.
/// </summary>
internal sealed class Machine(Loop loop, int number) : TaskScheduler, IBackgroundRunner
{
    private readonly Queue<object> held = new();
    private long pausedAt;
    private long pausedBefore;

    public enum Life
    {
        Running,
        Paused,
        Crashed,
    }

    public int Number => number;

    public Life State { get; private set; }

    public Loop Loop => loop;

    /// <summary>Ticks for which it has been paused so far.</summary>
    public long Paused => State == Life.Paused ? pausedBefore + loop.Now - pausedAt : pausedBefore;

    /// <summary>How often it has been paused.</summary>
    public int Pauses { get; private set; }

    public void Crash()
    {
        State = Life.Crashed;
        held.Clear();
    }

    public void Pause()
    {
        if (State != Life.Running) return;
        State = Life.Paused;
        pausedAt = loop.Now;
        Pauses++;
    }

    public void Resume()
    {
        if (State != Life.Paused) return;
        pausedBefore = Paused;
        State = Life.Running;
        while (held.TryDequeue(out var work)) loop.Add(this, work);
    }

    /// <summary>Takes one step, or keeps it for later, or drops it.</summary>
    public void Take(object work)
    {
        if (State == Life.Crashed) return;
        if (State == Life.Paused) held.Enqueue(work);
        else if (work is Task task) TryExecuteTask(task);
        else ((IHappening)work).Happen();
    }

    /// <summary>Takes a step soon, never inside this call.</summary>
    public void Add(IHappening work)
    {
        if (State != Life.Crashed) loop.Add(this, work);
    }

    /// <summary>Starts work whose awaits come back to this machine.</summary>
    public void Start(Func<Task> work) =>
        _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    protected override void QueueTask(Task task)
    {
        if (State != Life.Crashed) loop.Add(this, task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
