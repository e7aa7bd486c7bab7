using System.Diagnostics;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Report;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>The phases of a run, in their order.</summary>
/// <param name="Budget">The least that it has to do.</param>
/// <param name="Rounds">The least number of rounds.</param>
/// <param name="Length">The least time of its rounds, in all.</param>
/// <param name="Pace">The pace of a round.</param>
/// <param name="Resent">Receipts sent again at the end of each round.</param>
/// <param name="SqliteKills">How often the server on SQLite is killed.</param>
/// <param name="BadInputs">How many bad inputs come last.</param>
/// <param name="Break">The guard of the database that is taken away first.</param>
public sealed record Course(
    Budget Budget, int Rounds, TimeSpan Length, RoundPace Pace, int Resent, int SqliteKills,
    long BadInputs = 0, Break Break = Break.None)
{
    private const int Servers = 3;

    /// <summary>Whether the servers of its rounds are silos of one cluster.</summary>
    public FleetForm Fleet { get; init; }

    /// <summary>The clients that work in its rounds.</summary>
    public CrowdSize Size { get; init; } = new();

    /// <summary>Whether nothing comes after the rounds but the end.</summary>
    public bool HasRoundsOnly { get; init; }

    /// <summary>Whether there are only the kills of the server on SQLite.</summary>
    public bool IsSqliteOnly { get; init; }

    /// <summary>Whether the mall's day changes soon after the start.</summary>
    public bool ChangesDay { get; init; }

    private static readonly TimeSpan DayLength = TimeSpan.FromSeconds(45); // at least; at most a minute more
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public static Course Quick => new(
        Budget.Quick, 3, TimeSpan.Zero, new RoundPace(TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(2), 16, 1),
        5_000, 6);

    public static Course Soak(double minutes) => new(
        Budget.Soak, 4, TimeSpan.FromMinutes(minutes),
        new RoundPace(TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(5), 16, 10),
        10_000, 30);

    /// <summary>Rounds with little else than cards' lives.</summary>
    public static Course Lives(double minutes) => new(
        Budget.Slice, 1, TimeSpan.FromMinutes(minutes),
        new RoundPace(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(3), 8, 1), 500, 0)
    {
        Size = new CrowdSize
        {
            Tills = 3, Window = 4, Readers = 1, Repeaters = 1, FirstCards = 24, Lives = 24, Members = 6, Guests = 8,
            Imports = 3,
        },
        HasRoundsOnly = true,
        ChangesDay = true,
    };

    /// <summary>A rolling upgrade from another build's server and back, and nothing else.</summary>
    public static Course Upgrade(string from) => new(
        Budget.Slice, 0, TimeSpan.Zero, new RoundPace(TimeSpan.Zero, TimeSpan.Zero, 0, 1), 0, 0)
    {
        UpgradesFrom = from,
    };

    /// <summary>A server on SQLite, killed again and again, and nothing else.</summary>
    public static Course OnSqlite(int kills) => new(
        Budget.Slice, 0, TimeSpan.Zero, new RoundPace(TimeSpan.Zero, TimeSpan.Zero, 4, 1), 0, kills)
    {
        IsSqliteOnly = true,
    };

    /// <summary>The server program of another build, which is upgraded to this one and back; null for none.</summary>
    public string? UpgradesFrom { get; init; }

    public async Task RunAsync(Torment torment)
    {
        if (UpgradesFrom is { } other)
        {
            await new RollingUpgrade(torment, Fleet, other).RunAsync();
            return;
        }

        if (IsSqliteOnly)
        {
            await new SqliteKills(torment, SqliteKills).RunAsync();
            return;
        }

        if (PostgresServer.Missing is { } reason) torment.Skipped.Add($"everything on PostgreSQL: {reason}");
        else await OnPostgresAsync(torment);
        if (Break != Break.None || HasRoundsOnly) return;
        await new SqliteKills(torment, SqliteKills).RunAsync();
        await new DiskFull(torment).RunAsync();
        if (BadInputs > 0) await new BadInput(torment, BadInputs).RunAsync();
    }

    private async Task OnPostgresAsync(Torment torment)
    {
        var postgres = await PostgresServer.StartAsync();
        var start = TimeProvider.System.GetUtcNow();
        var day = ChangesDay ? MallDay.ChangingAfter(start, DayLength) : null;
        var network = Fleet == FleetForm.Cluster ? await SiloNetwork.TryMakeAsync(Servers) : null;
        if (Fleet == FleetForm.Cluster && network is null)
            torment.Skipped.Add($"partitions between silos: {SiloNetwork.Missing ?? "no namespaces or bridges here"}");
        await using var fleet = torment.Open(await Machine.Fleet.OnPostgresAsync(
            postgres, Fleet, Servers, torment.Folder, day, network));
        await fleet.StartAsync(StartLimit);
        await BrokenGuard.BreakAsync(fleet.Ledger, Break);
        var floor = new Floor(day);
        var clock = Stopwatch.StartNew();
        for (var round = 1; round <= Rounds || clock.Elapsed < Length; round++)
        {
            var plan = FaultPlan.Make(torment.Seed, round, Servers, Pace.Pause, network is not null);
            await new Round(torment, fleet, floor).RunAsync(round, plan, Pace, Size with { Resent = Resent });
            if (Break != Break.None && torment.Violations.Count > 0) break;
        }

        if (Break != Break.None) return;
        if (!HasRoundsOnly)
        {
            await new HotCard(torment, fleet, floor).RunAsync();
            await new Recovering(torment, fleet, floor).RunAsync();
        }

        if (day is not null) await new EndOfDay(torment, fleet, floor).RunAsync(day.NextAfter(start));
        await EndAsync(torment, fleet, floor);
    }

    /// <summary>Stops every server in good order, and recomputes the whole ledger.</summary>
    internal static async Task EndAsync(Torment torment, Fleet fleet, Floor floor)
    {
        foreach (var node in fleet.Nodes)
        {
            var code = await node.StopAsync();
            if (code != 0) torment.Violations.Add(
                Invariant.Harmless, "", $"server {node.Index} ended with {code} when asked to");
        }

        RoundChecks.CheckLogs(fleet, torment.Violations);
        torment.Say($"silos left that were declared dead: {fleet.Nodes.Sum(node => node.Leavings)}");
        var clock = Stopwatch.StartNew();
        var report = await RoundChecks.AuditAsync(fleet, floor, torment.Violations);
        torment.Say(
            $"audit: {report.Cards:N0} cards, {report.Entries:N0} entries, {report.Differences} differences, "
            + $"{clock.Elapsed.TotalSeconds:F1} s");
        torment.Close(fleet);
    }
}
