using System.Globalization;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Faults;

namespace Loyalty.Simulation;

/// <summary>Many seeds, one after the other, on one thread.</summary>
/// <param name="line">Which seeds.</param>
/// <param name="output">Receives the results.</param>
/// <param name="ownsProcess">Whether nobody else uses the thread pool, so that any use of it is a finding.</param>
internal sealed class Campaign(CommandLine line, TextWriter output, bool ownsProcess)
{
    /// <summary>
    /// The fewest operations of a run of the default size, on average over many seeds (the quick budget).
    /// </summary>
    public const int OperationsFloor = 200;

    public const int FaultsFloor = 100;

    private const int MaxShown = 12;
    private readonly Tally total = new();
    private readonly BrokenPart broken = BrokenPart.ByName[line.Break];
    private ulong traces;
    private long runs;

    public bool HasFailed => total.Violations > 0;

    /// <summary>Whether enough was done, and done to it, for its seeds to count.</summary>
    public bool MeetsFloors =>
        total.Operations >= runs * OperationsFloor && total.Faults >= runs * FaultsFloor;

    public void Run()
    {
        var begun = TimeProvider.System.GetTimestamp();
        var poolBefore = ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount;
        for (var seed = line.From; seed < line.From + line.Seeds; seed++)
        {
            var plain = RunOne(seed, line.CrashBefore);
            if (line.Sweep && !HasFailed) Sweep(seed, plain.Steps);
            if (HasFailed && !line.KeepGoing) break;
        }

        var strays = ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount - poolBefore;
        if (ownsProcess && strays > 0)
        {
            total.Violations++;
            Say($"trap: {strays} work items went to the thread pool");
        }

        Report(TimeProvider.System.GetElapsedTime(begun));
    }

    private void Sweep(ulong seed, long steps)
    {
        for (var step = 1L; step <= steps && !(HasFailed && !line.KeepGoing); step++) RunOne(seed, step);
    }

    private Run RunOne(ulong seed, long? crashBefore)
    {
        Action<string>? words = line.Trace && !line.Sweep ? text => output.WriteLine(text) : null;
        var run = Simulation.Run.Of(seed, line.Operations, broken, crashBefore, words);
        runs++;
        total.Add(run.Tally);
        traces = unchecked((traces * 31) + run.TraceHash);
        if (run.Violations.Count == 0) return run;

        var crash = crashBefore is { } step ? $", crash before step {step}" : "";
        Say($"seed {seed}{crash}: {run.Violations.Count} violations");
        foreach (var violation in run.Violations.Take(MaxShown)) output.WriteLine($"  {violation}");
        output.WriteLine($"  replay: {line.ReplayOf(seed, crashBefore)}");
        return run;
    }

    private void Report(TimeSpan time)
    {
        Say($"{runs} runs in {time.TotalSeconds:F1} s: {runs / time.TotalSeconds:F0} runs/s, {
            total.Operations / time.TotalSeconds:F0} operations/s; {total.Answers} answers");
        Say($"{total.Transactions} transactions of {total.Commits} commits, {
            total.VersionConflicts} version conflicts, {
            total.Unknown} unknown ({100.0 * total.Unknown / Math.Max(1, total.Transactions):F1} %), of which {
            total.UnknownCommitted} had committed or did so later");
        Say($"{(double)total.Operations / runs:F0} operations and {
            (double)total.Faults / runs:F0} faults a seed; the floors are {OperationsFloor} and {FaultsFloor}");
        Say($"trace {traces:x16}");
        Say($"{runs} seeds, {total.Operations} operations, {total.Faults} faults, {total.Violations} violations");
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
