using System.Globalization;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Phases;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Report;

/// <summary>Prints what was done against what had to be, and what was seen.</summary>
public static class TableReport
{
    public static void Print(Torment torment, Budget budget, FleetForm fleet, TextWriter output)
    {
        var form = fleet == FleetForm.Cluster ? "one cluster" : "servers apart";
        output.WriteLine($"seed {torment.Seed}, {form}, budget {budget.Name}: done, at least");
        foreach (var (what, done, wanted) in Rows(torment, budget, fleet))
            output.WriteLine($"  {what,-62}{Text(done),12}{Text(wanted),12}{(done < wanted ? "  short" : "")}");
        output.WriteLine($"  {"violations",-62}{Text(torment.Violations.Count),12}{"0",12}");

        output.WriteLine("recovery: times, median, slowest");
        foreach (var (what, count, median, slowest) in torment.Recoveries.All)
            output.WriteLine($"  {what,-62}{count,6}{Seconds(median),10}{Seconds(slowest),10}");

        PrintShares(torment, output);
        foreach (var skipped in torment.Skipped) output.WriteLine($"skipped: {skipped}");
    }

    private static IEnumerable<(string What, long Done, long Wanted)> Rows(
        Torment torment, Budget budget, FleetForm fleet) =>
    [
        ("operations acknowledged (receipts, issues; reads apart)", torment.Tally[Counted.Acknowledged],
            budget.Acknowledged),
        ("server kills", torment.Faults.ServerKills, budget.ServerKills),
        ("PostgreSQL kills, immediate stops, restarts", torment.Faults.PostgresStops, budget.PostgresKills),
        ("connections cut", torment.Cuts.All, budget.Cuts),
        ("of them at COMMIT", torment.Cuts.AtCommit, budget.CutsAtCommit),
        ("zombies", torment.Faults[Faults.Fault.Zombie], budget.Zombies),
        ("their writes refused when they went on", torment.Faults.ZombieVersionConflicts, 1),
        ("partitions between server and PostgreSQL", torment.Faults.Partitions, budget.Partitions),
        ("partitions between servers", torment.Faults.SiloPartitions,
            fleet == FleetForm.Cluster ? budget.Partitions : 0),
        ("bad inputs", torment.BadInputs, budget.BadInputs),
        ("double-accrual attempts (double-redeem until points are spent)", torment.Tally[Counted.Doubles],
            budget.Doubles),
        .. torment.Tally.Races.Select(race => ($"races: {race.Key}", race.Value, 1L)),
        ("commands of cards' lives refused, each explained", torment.Tally[Counted.LifeRefusals], 1),
    ];

    private static void PrintShares(Torment torment, TextWriter output)
    {
        var tally = torment.Tally;
        var attempts = Math.Max(1, tally[Counted.Attempts]);
        double Percent(Counted counted) => 100.0 * tally[counted] / attempts;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"of {attempts:N0} attempts: {Percent(Counted.Unknown):F2} % answered OUTCOME_UNKNOWN, "
            + $"{Percent(Counted.Unanswered):F2} % without an answer, {Percent(Counted.Refused):F2} % refused for now "
            + $"({tally[Counted.Overloaded]:N0} OVERLOADED), {Percent(Counted.Replays):F2} % replayed"));
        var wanted = Math.Max(1, tally[Counted.Acknowledged] + tally[Counted.Doubles]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(double)attempts / wanted:F2} attempts per operation; {tally[Counted.Reads]:N0} reads, "
            + $"{tally[Counted.FailedReads]:N0} without an answer "
            + $"({string.Join(", ", tally.FailedReads.Select(pair => $"{pair.Key} {pair.Value}"))}); "
            + $"{tally[Counted.Clashes]:N0} altered or stolen "
            + $"receipts refused; {torment.Cuts.VersionConflicts:N0} writes refused by a guard of the database"));
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) + " s";
}
