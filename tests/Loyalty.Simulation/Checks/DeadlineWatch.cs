using Loyalty.Simulation.Kernel;
using Loyalty.Testing;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// I10: whatever the database does, a ledger's call ends within its bound, one way or the other. Of time in which the
/// machine was paused nothing counts, and after its crash nobody waits.
/// </summary>
/// <param name="machine">Whose calls they are.</param>
/// <param name="bound">From a call to its end.</param>
/// <param name="violations">Takes what is overdue.</param>
internal sealed class DeadlineWatch(Machine machine, TimeSpan bound, Violations violations)
{
    /// <summary>Alarms are set in whole milliseconds and take their turn behind whatever is ready.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(20);

    private readonly Queue<Call> calls = new();
    private bool isSet;

    public Task<T> Watch<T>(string what, Task<T> task)
    {
        if (task.IsCompleted) return task;
        calls.Enqueue(new Call(what, task, machine.Loop.Now - machine.Paused + (bound + Slack).Ticks));
        if (!isSet) SetNext();
        return task;
    }

    /// <summary>All have the same bound, so the first is the next that is due.</summary>
    private void SetNext()
    {
        while (calls.TryPeek(out var done) && done.Task.IsCompleted) calls.Dequeue();
        isSet = calls.TryPeek(out var next);
        if (!isSet) return;
        var left = next.Due - (machine.Loop.Now - machine.Paused);
        machine.Loop.After(TimeSpan.FromTicks(Math.Max(left, Slack.Ticks)), Look);
    }

    private void Look()
    {
        isSet = false;
        if (machine.State == Machine.Life.Crashed) return;
        while (calls.TryPeek(out var call) && call.Due <= machine.Loop.Now - machine.Paused)
        {
            calls.Dequeue();
            if (!call.Task.IsCompleted)
                violations.Add(
                    Invariant.Liveness,
                    $"{call.What} of node {machine.Number - 1} isn't answered {bound.TotalSeconds} s on");
        }

        SetNext();
    }

    private readonly record struct Call(string What, Task Task, long Due);
}
