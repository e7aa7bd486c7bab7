using System.Diagnostics;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>
/// Clients work while something is done to the machine; then all heals, everything begun is settled, and what clients
/// saw is compared, with each other and with the ledger.
/// </summary>
public sealed class UnderLoad(Torment torment, Fleet fleet, Floor floor)
{
    /// <summary>In which everything begun has to be settled after all has healed.</summary>
    public TimeSpan SettleLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <param name="name">Its name.</param>
    /// <param name="number">Every use on one floor has its own.</param>
    /// <param name="size">The clients that work.</param>
    /// <param name="audit">Whether the whole ledger is recomputed at the end.</param>
    /// <param name="breakAsync">Does the harm.</param>
    public async Task RunAsync(string name, int number, CrowdSize size, bool audit, Func<Task> breakAsync)
    {
        var clock = Stopwatch.StartNew();
        var before = torment.Tally[Counted.Acknowledged];
        var journal = new Journal(torment.Tally, torment.Violations);
        floor.BeginRound(size.LastingCards);
        using var lines = new Lines(fleet, perNode: 4);
        await using var crowd = new Crowd(size, lines, floor, journal, unchecked(torment.Seed + number * 1_000));
        await crowd.StartAsync();
        await breakAsync();

        fleet.Heal();
        await ProbeAsync();
        await crowd.SettleAsync(SettleLimit);
        var worked = clock.Elapsed;
        await RoundChecks.CheckAsync(fleet, floor, journal);
        if (audit) await RoundChecks.AuditAsync(fleet, floor, torment.Violations);
        torment.Say(
            $"{name}: {torment.Tally[Counted.Acknowledged] - before:N0} acknowledged in {worked.TotalSeconds:F0} s; "
            + $"checked in {(clock.Elapsed - worked).TotalSeconds:F1} s; so far "
            + $"{torment.Tally[Counted.Acknowledged]:N0} and {torment.Faults.Total + torment.Cuts.All + fleet.Cuts:N0} "
            + $"faults, {torment.Violations.Count} violations");
    }

    /// <summary>I10: after the last fault, every server answers again in the stated time.</summary>
    private async Task ProbeAsync()
    {
        var cards = floor.Sample(torment.Seed, 20);
        var probes = fleet.Nodes.Select(node => Probe.AnswersAsync(node, cards, Fleet.HealLimit));
        foreach (var (node, answered) in fleet.Nodes.Zip(await Task.WhenAll(probes)))
        {
            if (answered is { } time) torment.Recoveries.Add("all of a server's cards after the last fault", time);
            else torment.Violations.Add(
                Invariant.Liveness, "", $"server {node.Index} didn't answer {Fleet.HealLimit} after all");
        }
    }
}
