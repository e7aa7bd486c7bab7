using Loyalty.Torture.Checks;
using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Report;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>The common part of all phases of a run.</summary>
/// <param name="Seed">From which randomness comes.</param>
/// <param name="Folder">For logs and data; nobody else uses it.</param>
/// <param name="Output">Receives the progress.</param>
public sealed record Torment(int Seed, string Folder, TextWriter Output)
{
    private readonly List<Fleet> open = [];

    public Tally Tally { get; } = new();

    public Violations Violations { get; } = new(Output);

    public Recoveries Recoveries { get; } = new();

    public FaultCounts Faults { get; } = new();

    /// <summary>The cuts in fleets that are gone.</summary>
    public CutCounts Cuts { get; } = new();

    /// <summary>Bad inputs sent over the wire.</summary>
    public long BadInputs { get; set; }

    /// <summary>The parts that could not be done on this machine, and why.</summary>
    public List<string> Skipped { get; } = [];

    public void Say(string text) =>
        Output.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {text}");

    /// <summary>Takes note of a fleet, so that its processes end even if the run is broken off.</summary>
    public Fleet Open(Fleet fleet)
    {
        lock (open) open.Add(fleet);
        return fleet;
    }

    /// <summary>Counts what was cut in a fleet that goes.</summary>
    public void Close(Fleet fleet)
    {
        Cuts.Add(fleet);
        lock (open) open.Remove(fleet);
    }

    /// <summary>Ends the processes of all fleets that are open.</summary>
    public async Task BreakOffAsync()
    {
        Fleet[] left;
        lock (open) left = [.. open];
        foreach (var fleet in left) await fleet.DisposeAsync();
    }
}

/// <summary>Connections cut.</summary>
public sealed class CutCounts
{
    public int All { get; private set; }

    public int AtCommit { get; private set; }

    public int VersionConflicts { get; private set; }

    public void Add(Fleet fleet) =>
        (All, AtCommit, VersionConflicts) = (
            All + fleet.Cuts, AtCommit + fleet.CutsAtCommit, VersionConflicts + fleet.VersionConflicts);
}
