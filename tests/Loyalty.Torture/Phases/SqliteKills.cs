using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>T20: a server on SQLite, killed again and again under load.</summary>
public sealed class SqliteKills(Torment torment, int kills)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly CrowdSize Size = new() { Tills = 4, Readers = 2, FirstCards = 24, Resent = 500 };

    public async Task RunAsync()
    {
        var data = Directory.CreateDirectory(Path.Combine(torment.Folder, "sqlite")).FullName;
        await using var fleet = torment.Open(Fleet.OnSqlite(torment.Folder, data));
        await fleet.StartAsync(StartLimit);
        var floor = new Floor();
        var random = new Random(torment.Seed);
        var plan = Enumerable.Range(0, kills).Select(_ => new PlannedFault(
            Fault.ServerKill, 0, TimeSpan.FromSeconds(random.NextDouble()), TimeSpan.Zero, 0));
        await new Round(torment, fleet, floor).RunAsync(
            1, new FaultPlan([.. plan], []), new RoundPace(TimeSpan.Zero, TimeSpan.Zero, 4, AuditEvery: 1), Size);
        torment.Say($"SQLite: {kills} kills");
        torment.Close(fleet);
    }
}
