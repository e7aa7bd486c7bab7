namespace Orleans.Runtime;

/// <summary>Runs everything of one activation, one thing at a time, in the order it came: the pump that starts calls,
/// and the continuations of awaits inside the grain.</summary>
internal sealed class ActivationScheduler(Activation activation, ITurnScheduler turns)
    : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>After so many items other activations go first.</summary>
    private const int TurnsBeforeYielding = 64;

    private static readonly Action<object?> Pump = static activation => ((Activation)activation!).Pump();

    private readonly Lock _gate = new();
    private readonly Queue<Task?> _items = new(); // null is the pump
    private bool _pumpQueued;
    private bool _scheduled;
    private Task? _pump;

    public Activation Activation => activation;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Lets the pump run once more.</summary>
    public void SignalPump()
    {
        lock (_gate)
        {
            if (_pumpQueued) return;
            _pumpQueued = true;
            _items.Enqueue(null);
            if (_scheduled) return;
            _scheduled = true;
        }

        turns.Schedule(this, yielding: false);
    }

    /// <summary>Runs an action as a turn, beside whatever the grain awaits.</summary>
    public void Post(Action action) =>
        _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < TurnsBeforeYielding; i++)
        {
            if (!TryTake(out var item)) return;
            if (item is null) RunPump();
            else TryExecuteTask(item);
        }

        turns.Schedule(this, yielding: true);
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _items.Enqueue(task);
            if (_scheduled) return;
            _scheduled = true;
        }

        turns.Schedule(this, yielding: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        (task == _pump || (!taskWasPreviouslyQueued && Current == this)) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate) return _items.OfType<Task>().ToArray();
    }

    private bool TryTake(out Task? item)
    {
        lock (_gate)
        {
            if (!_items.TryDequeue(out item))
            {
                _scheduled = false;
                return false;
            }

            if (item is null) _pumpQueued = false;
            return true;
        }
    }

    /// <summary>Only inside a task does <see cref="TaskScheduler.Current"/> name this scheduler, which is what brings
    /// the grain's continuations back here. The task is made here, not where the call came from, so that it carries
    /// none of the caller's context.</summary>
    private void RunPump()
    {
        _pump = new Task(Pump, activation, TaskCreationOptions.DenyChildAttach);
        _pump.RunSynchronously(this);
        _pump = null;
    }
}
