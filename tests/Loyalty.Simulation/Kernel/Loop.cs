namespace Loyalty.Simulation.Kernel;

/// <summary>
/// The one thread and the one clock of a run. A step is a continuation, a timer or a message: whatever happens between
/// two awaits. Which of those that are ready comes next, the seed says; time goes on a little with each step, and to
/// the next thing that is due where nothing is ready.
/// </summary>
internal sealed class Loop(ulong seed)
{
    private readonly int home = Environment.CurrentManagedThreadId;
    private readonly Dice dice = new(seed);
    private readonly List<Ready> ready = new(64);
    private readonly PriorityQueue<Later, (long At, long Order)> later = new(256);
    private long order;

    public Trace Trace { get; } = new();

    /// <summary>Ticks since the run began.</summary>
    public long Now { get; private set; }

    /// <summary>Steps so far: the run's own order of everything.</summary>
    public long Step { get; private set; }

    /// <summary>How often something came from another thread; must stay 0.</summary>
    public int Strays { get; private set; }

    /// <summary>Told of each step of a machine before it is taken; may crash the machine.</summary>
    public Action<Machine, long>? BeforeStep { get; set; }

    /// <summary>Told of each step before it is taken; may strike whom it likes.</summary>
    public Action? OnStep { get; set; }

    /// <summary>Whether this is the loop's own thread. What comes from another is counted and dropped.</summary>
    public bool IsHome()
    {
        if (Environment.CurrentManagedThreadId == home) return true;
        Strays++;
        return false;
    }

    /// <summary>Makes a machine's work ready.</summary>
    public void Add(Machine owner, object work)
    {
        if (IsHome()) ready.Add(new Ready(owner, work));
    }

    /// <summary>Lets something happen after a while, on a machine or, without one, in between.</summary>
    public void After(TimeSpan delay, IHappening what, Machine? owner = null)
    {
        if (IsHome()) later.Enqueue(new Later(owner, what), (Now + Math.Max(0, delay.Ticks), order++));
    }

    public void After(TimeSpan delay, Action what, Machine? owner = null) =>
        After(delay, new Happening(what), owner);

    /// <summary>Runs until the condition holds or nothing is left or the time is over; says whether it holds.</summary>
    public bool Run(Func<bool> until, TimeSpan atMost)
    {
        var end = Now + atMost.Ticks;
        while (!until())
        {
            if (Now > end || !TakeStep()) return until();
        }

        return true;
    }

    private bool TakeStep()
    {
        if (ready.Count > 0 && !(NextIsDue() && dice.Below(2) == 0))
        {
            var index = ready.Count == 1 ? 0 : dice.Below(ready.Count);
            var (owner, work) = ready[index];
            ready[index] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            Now += 10 * dice.Below(30); // up to 29 microseconds
            Take(owner, work);
            return true;
        }

        if (!later.TryDequeue(out var next, out var due)) return false;
        Now = Math.Max(Now, due.At);
        if (next.Owner is null) next.What.Happen();
        else Take(next.Owner, next.What);
        return true;
    }

    private bool NextIsDue() => later.TryPeek(out _, out var due) && due.At <= Now;

    private void Take(Machine owner, object work)
    {
        Step++;
        OnStep?.Invoke();
        BeforeStep?.Invoke(owner, Step);
        Trace.Mix(Now, owner.Number, (int)owner.State);
        owner.Take(work);
    }

    private readonly record struct Ready(Machine Owner, object Work);

    private readonly record struct Later(Machine? Owner, IHappening What);

    private sealed class Happening(Action what) : IHappening
    {
        public void Happen() => what();
    }
}

/// <summary>Something that happens at its time.</summary>
internal interface IHappening
{
    void Happen();
}
