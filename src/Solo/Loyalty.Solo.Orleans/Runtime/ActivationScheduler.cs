namespace Orleans.Runtime;

/// <summary>Runs everything of one activation, one thing at a time, in the order it came: the pump that starts calls,
/// and the continuations of awaits inside the grain. What comes first travels with the work item and only what comes
/// behind it is queued: an activation is an old object, and a reference to a young one makes the collector search for
/// it.</summary>
/// <param name="activation">Whose turns it runs.</param>
/// <param name="gate">The activation's own: what belongs to one card lies in as few places as can be.</param>
/// <param name="turns">Where they run.</param>
internal sealed class ActivationScheduler(Activation activation, Lock gate, ITurnScheduler turns) : TaskScheduler
{
    /// <summary>After so many items other activations go first.</summary>
    private const int TurnsBeforeYielding = 64;

    private static readonly Action<object?> Pump = static work => ((Work)work!).Pump();

    private Queue<Task?>? _behind; // null in it is the pump
    private bool _pumpQueued;
    private bool _busy;

    public Activation Activation => activation;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Lets the pump run once more.</summary>
    public void SignalPump()
    {
        lock (gate)
        {
            if (_pumpQueued) return;
            _pumpQueued = true;
            if (_busy)
            {
                (_behind ??= new()).Enqueue(null);
                return;
            }

            _busy = true;
        }

        Start(null);
    }

    /// <summary>Takes this scheduler for a turn that <see cref="Start"/> is to follow, if nothing runs or waits.
    /// </summary>
    public bool TryTake()
    {
        lock (gate) return !_busy && (_busy = true);
    }

    /// <summary>Runs a turn, and the pump after it.</summary>
    public void Start(Turn? turn) => turns.Schedule(new Work(this, null, turn), yielding: false);

    /// <summary>Runs an action as a turn, beside whatever the grain awaits.</summary>
    public void Post(Action action) =>
        _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    protected override void QueueTask(Task task)
    {
        lock (gate)
        {
            if (_busy)
            {
                (_behind ??= new()).Enqueue(task);
                return;
            }

            _busy = true;
        }

        turns.Schedule(new Work(this, task, null), yielding: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        (task.AsyncState is Work || (!taskWasPreviouslyQueued && Current == this)) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (gate) return (_behind ?? []).OfType<Task>().ToArray();
    }

    private void Run(Work work)
    {
        for (var i = 0; i < TurnsBeforeYielding; i++)
        {
            if (work.Task is { } task) TryExecuteTask(task);
            else RunPump(work);
            if (!TryTakeNext(out var next)) return;
            work = new Work(this, next, null);
        }

        turns.Schedule(work, yielding: true);
    }

    private bool TryTakeNext(out Task? next)
    {
        lock (gate)
        {
            next = null;
            return _busy = _behind is not null && _behind.TryDequeue(out next);
        }
    }

    /// <summary>Only inside a task does <see cref="TaskScheduler.Current"/> name this scheduler, which is what brings
    /// the grain's continuations back here. The task is made here, not where the call came from, so that it carries
    /// none of the caller's context.</summary>
    private void RunPump(Work work)
    {
        lock (gate) _pumpQueued &= work.Turn is not null;
        new Task(Pump, work, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
    }

    /// <summary>Is what a thread of the pool begins with: a continuation, or the pump, which may have a turn that has
    /// its place already.</summary>
    private sealed class Work(ActivationScheduler scheduler, Task? task, Turn? turn) : IThreadPoolWorkItem
    {
        public Task? Task => task;

        public Turn? Turn => turn;

        public void Execute() => scheduler.Run(this);

        public void Pump() => scheduler.Activation.Pump(turn);
    }
}
