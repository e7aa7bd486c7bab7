using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Silo;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;

namespace Loyalty.Simulation.Nodes;

/// <summary>A place where processes run, one after the other: each has its own silo, writer and memory.</summary>
internal sealed class Node(World world, int number, Cluster cluster)
{
    /// <summary>Each date that this place had, since which step.</summary>
    private readonly List<(long Step, DateOnly Date)> dates = [];

    private int lives;

    public int Number => number;

    /// <summary>The cluster whose silos its silo knows.</summary>
    public Cluster Cluster => cluster;

    /// <summary>The process that runs now, if one does.</summary>
    public NodeProcess? Process { get; private set; }

    public bool IsPaused => Process?.Machine.State == Machine.Life.Paused;

    /// <summary>How far this place's date is off.</summary>
    public TimeSpan DateOff { get; set; }

    /// <summary>Notes the date that it is here now: to be called before and after each jump, and round each request.
    /// </summary>
    public void NoteDate()
    {
        var date = world.Plan.Calendar.DateOf(
            MachineTime.Beginning.AddTicks(world.Loop.Now) + world.DateOff + DateOff);
        if (dates.Count == 0 || dates[^1].Date != date) dates.Add((world.Loop.Step, date));
    }

    /// <summary>The dates that it was here from one step to another.</summary>
    public IEnumerable<DateOnly> DatesDuring(long first, long last)
    {
        for (var i = 0; i < dates.Count && dates[i].Step <= last; i++)
            if (i == dates.Count - 1 || dates[i + 1].Step >= first) yield return dates[i].Date;
    }

    public void Start()
    {
        if (Process is not null) return;
        var machine = new Machine(world.Loop, number + 1);
        Process = new NodeProcess(world, this, machine, world.Dice.Fork());
        world.Loop.Trace.Say($"node {number}: life {++lives}");
    }

    /// <summary>Everything the process had is gone; nothing of it runs any more.</summary>
    public void Crash()
    {
        if (Process is null) return;
        Process.Machine.Crash();
        Process = null;
        world.Loop.Trace.Say($"node {number}: crashed");
    }

    public void Pause(TimeSpan time)
    {
        if (Process is not { } process || IsPaused) return;
        process.Machine.Pause();
        cluster.Suspect(process.Silo);
        world.Loop.Trace.Say($"node {number}: paused for {time.TotalMilliseconds} ms");
        world.Loop.After(time, () => Resume(process));
    }

    public void Resume() => Resume(Process);

    private void Resume(NodeProcess? process)
    {
        if (process?.Machine.State != Machine.Life.Paused) return;
        process.Machine.Resume();
        world.Loop.Trace.Say($"node {number}: goes on");
        if (process.Silo.IsDeclaredDead) world.Loop.After(world.Dice.Time(0, 800), () => GiveUp(process));
    }

    /// <summary>A silo that reads of its own death ends itself; until then it has gone on as if nothing were.</summary>
    private void GiveUp(NodeProcess process)
    {
        if (Process != process) return;
        Crash();
        world.Loop.After(world.Dice.Time(1, 400), Start);
    }

    /// <summary>Hands a request to the process; false if nobody listens.</summary>
    public bool TryReceive(Request request, Action<Answer> reply)
    {
        if (Process is not { } process) return false;
        NoteDate();
        process.Machine.Start(() => HandleAsync(process, request, reply));
        return true;
    }

    private async Task HandleAsync(NodeProcess process, Request request, Action<Answer> reply)
    {
        try
        {
            var answer = await process.HandleAsync(request);
            NoteDate();
            reply(answer);
        }
#pragma warning disable CA1031 // I11: whatever nobody foresaw is a finding
        catch (Exception exception)
#pragma warning restore CA1031
        {
            world.Violations.Add(Invariant.Harmless, $"{request} failed in a way nobody foresaw: {exception}");
        }
    }
}
