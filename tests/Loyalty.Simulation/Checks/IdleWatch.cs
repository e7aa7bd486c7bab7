using Loyalty.Simulation.Kernel;
using Loyalty.Testing;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// I10: a writer with commits in hand that has nothing on its way to the database sends again after a pause, not only
/// when somebody else wakes it. Of time in which the machine was paused nothing counts.
/// </summary>
/// <param name="machine">The writer's.</param>
/// <param name="pause">The longest pause before a repeat.</param>
/// <param name="violations">Takes what slept.</param>
internal sealed class IdleWatch(Machine machine, TimeSpan pause, Violations violations)
{
    /// <summary>Alarms are set in whole milliseconds and take their turn behind whatever is ready.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(20);

    private int waiting;
    private int flying;
    private long idleSince;

    private long Now => machine.Loop.Now - machine.Paused;

    /// <summary>A commit in the writer's hands.</summary>
    public Task<T> Commit<T>(Task<T> commit)
    {
        if (commit.IsCompleted) return commit;
        if (waiting++ == 0) idleSince = Now;
        return Then(commit, () =>
        {
            Look();
            waiting--;
        });
    }

    /// <summary>A call of the writer's to its store.</summary>
    public Task<T> Call<T>(Func<Task<T>> call)
    {
        Look();
        flying++;
        return Then(call(), () =>
        {
            if (--flying == 0) idleSince = Now;
        });
    }

    private void Look()
    {
        if (flying > 0 || waiting == 0 || Now - idleSince <= (pause + Slack).Ticks) return;
        var slept = TimeSpan.FromTicks(Now - idleSince).TotalMilliseconds;
        violations.Add(
            Invariant.Liveness, $"the writer of node {machine.Number - 1} slept for {slept} ms over {waiting} commits");
        idleSince = Now;
    }

    /// <summary>Runs where the task ends, before whoever awaits it, and is no step of its own.</summary>
    private static Task<T> Then<T>(Task<T> task, Action what)
    {
        _ = task.ContinueWith(
            _ => what(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }
}
