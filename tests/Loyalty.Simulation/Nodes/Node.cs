using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Workload;

namespace Loyalty.Simulation.Nodes;

/// <summary>A place where processes run, one after the other: each has its own silo, writer and memory.</summary>
internal sealed class Node(World world, int number)
{
    private int lives;

    public int Number => number;

    /// <summary>The process that runs now, if one does.</summary>
    public NodeProcess? Process { get; private set; }

    public bool IsPaused => Process?.Machine.State == Machine.Life.Paused;

    /// <summary>How far this place's date is off.</summary>
    public TimeSpan DateOff { get; set; }

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
        world.Loop.Trace.Say($"node {number}: paused for {time.TotalMilliseconds} ms");
        world.Loop.After(time, () => Resume(process));
    }

    public void Resume() => Resume(Process);

    private void Resume(NodeProcess? process)
    {
        if (process?.Machine.State != Machine.Life.Paused) return;
        process.Machine.Resume();
        world.Loop.Trace.Say($"node {number}: goes on");
    }

    /// <summary>Hands a request to the process; false if nobody listens.</summary>
    public bool TryReceive(Request request, Action<Answer> reply)
    {
        if (Process is not { } process) return false;
        process.Machine.Start(() => HandleAsync(process, request, reply));
        return true;
    }

    private async Task HandleAsync(NodeProcess process, Request request, Action<Answer> reply)
    {
        try
        {
            reply(await process.HandleAsync(request));
        }
#pragma warning disable CA1031 // I11: whatever nobody foresaw is a finding
        catch (Exception exception)
#pragma warning restore CA1031
        {
            world.Violations.Add("I11", $"{request} failed in a way nobody foresaw: {exception}");
        }
    }
}
