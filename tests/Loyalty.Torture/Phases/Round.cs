using System.Diagnostics;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>How much happens in a round.</summary>
/// <param name="Length">The least it lasts.</param>
/// <param name="Pause">The most that passes between two faults of a track.</param>
/// <param name="CutsPerSecond">Connections cut.</param>
/// <param name="Audit">Whether the whole ledger is recomputed at its end.</param>
public sealed record RoundPace(TimeSpan Length, TimeSpan Pause, double CutsPerSecond, bool Audit);

/// <summary>
/// Clients work while the planned faults happen; then all heals, everything begun is settled, and what clients saw is
/// held against each other and against the ledger.
/// </summary>
public sealed class Round(Torment torment, Fleet fleet, Floor floor)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);

    public async Task RunAsync(int number, FaultPlan plan, RoundPace pace, CrowdSize size)
    {
        var seed = unchecked(torment.Seed + number * 1_000);
        var journal = new Journal(torment.Tally, torment.Violations);
        floor.BeginRound(size.LastingCards);
        using var lines = new Lines(fleet, perNode: 4);
        await using var crowd = new Crowd(size, lines, floor, journal, seed);
        await crowd.StartAsync();

        await BreakAsync(plan, pace, seed);

        await HealAsync();
        await crowd.SettleAsync(SettleLimit);
        var clock = Stopwatch.StartNew();
        await RoundChecks.CheckAsync(fleet, floor, journal);
        if (pace.Audit) await RoundChecks.AuditAsync(fleet, floor, torment.Violations);
        torment.Say(
            $"round {number}: {torment.Tally[Counted.Acknowledged]:N0} acknowledged, "
            + $"{torment.Faults.Total + torment.Cuts.All + fleet.Cuts:N0} faults, {torment.Violations.Count} violations; "
            + $"checked in {clock.Elapsed.TotalSeconds:F1} s");
    }

    private async Task BreakAsync(FaultPlan plan, RoundPace pace, int seed)
    {
        using var healed = new CancellationTokenSource();
        var least = Task.Delay(pace.Length);
        var cutting = new Cutter(fleet, pace.CutsPerSecond, seed).RunAsync(healed.Token);
        var servers = new ServerFaults(torment, fleet, floor).RunAsync(plan.Servers);
        var database = fleet.Postgres is null
            ? Task.CompletedTask
            : new DatabaseFaults(torment, fleet, floor).RunAsync(plan.Database);
        await Task.WhenAll(servers, database, least);
        await healed.CancelAsync();
        await cutting;
    }

    /// <summary>I10: after the last fault, every server answers again in the stated time.</summary>
    private async Task HealAsync()
    {
        fleet.Heal();
        var cards = floor.Sample(torment.Seed, 20);
        var probes = fleet.Nodes.Select(node => Probe.AnswersAsync(node, cards, Torment.HealLimit));
        foreach (var (node, answered) in fleet.Nodes.Zip(await Task.WhenAll(probes)))
        {
            if (answered is { } time) torment.Recoveries.Add("all of a server's cards after the last fault", time);
            else torment.Violations.Add("I10", "", $"server {node.Index} didn't answer {Torment.HealLimit} after all");
        }
    }
}
