using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Faults;

namespace Loyalty.Simulation;

/// <summary>The result of one seed.</summary>
internal sealed record Run(ulong Seed, Tally Tally, long Steps, ulong TraceHash, IReadOnlyList<string> Violations)
{
    /// <summary>Runs one seed on this thread, which must not be one of the thread pool.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="operations">The operations that tills begin.</param>
    /// <param name="broken">The part that is broken on purpose.</param>
    /// <param name="crashBefore">The step before which its machine crashes, if any.</param>
    /// <param name="words">Takes the trace in words.</param>
    public static Run Of(
        ulong seed, int operations = CommandLine.DefaultOperations, BrokenPart? broken = null,
        long? crashBefore = null, Action<string>? words = null)
    {
        var world = new World(Plan.Of(seed, operations), broken ?? new BrokenPart());
        if (words is not null)
        {
            var loop = world.Loop;
            loop.Trace.Words = text => words($"{loop.Now / 10_000.0,12:F3} ms  step {loop.Step,6}  {text}");
        }

        if (crashBefore is { } step) CrashBefore(world, step);
        world.Run();
        return new Run(seed, world.Tally, world.Loop.Step, world.Loop.Trace.Hash, world.Violations.Found);
    }

    private static void CrashBefore(World world, long step) => world.Loop.BeforeStep = (machine, at) =>
    {
        if (at != step) return;
        foreach (var node in world.Nodes)
        {
            if (node.Process?.Machine != machine) continue;
            node.Crash();
            world.Tally.Faults++;
            world.Loop.After(TimeSpan.FromMilliseconds(50), node.Start);
        }
    };
}
