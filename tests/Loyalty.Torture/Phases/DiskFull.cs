using System.Diagnostics;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>
/// T8: the database's disk fills up under load. Nothing is acknowledged any more; when there is room again, all goes on
/// and nothing acknowledged is lost.
/// </summary>
public sealed class DiskFull(Torment torment)
{
    private const int PostgresMegabytes = 192;
    private const long PostgresLeft = 20 << 20; // a segment of its journal and a little
    private const int SqliteMegabytes = 48;
    private const long SqliteLeft = 2 << 20;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FillLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(1.5);
    private static readonly CrowdSize Size = new() { Tills = 4, Readers = 1, FirstCards = 24, Resent = 500 };

    public async Task RunAsync()
    {
        using (var disk = Mount("full-postgres", PostgresMegabytes))
        {
            if (disk is not null && PostgresServer.Missing is null) await OnPostgresAsync(disk);
        }

        using (var disk = Mount("full-sqlite", SqliteMegabytes))
        {
            if (disk is not null) await OnSqliteAsync(disk);
        }
    }

    private async Task OnPostgresAsync(SmallDisk disk)
    {
        var postgres = await PostgresServer.StartAsync(disk.Path);
        await using var fleet = torment.Open(await Fleet.OnPostgresAsync(
            postgres, FleetForm.Apart, 1, torment.Folder));
        await fleet.StartAsync(StartLimit);
        await FillAsync("disk full, PostgreSQL", fleet, disk, PostgresLeft);
        torment.Close(fleet);
    }

    private async Task OnSqliteAsync(SmallDisk disk)
    {
        var data = Directory.CreateDirectory(Path.Combine(disk.Path, "data")).FullName;
        await using var fleet = torment.Open(Fleet.OnSqlite(torment.Folder, data));
        await fleet.StartAsync(StartLimit);
        await FillAsync("disk full, SQLite", fleet, disk, SqliteLeft);
        torment.Close(fleet);
    }

    private Task FillAsync(string name, Fleet fleet, SmallDisk disk, long left)
    {
        var floor = new Floor();
        return new UnderLoad(torment, fleet, floor).RunAsync(name, 1, Size, audit: true, async () =>
        {
            disk.Fill(left);
            torment.Faults.Add(Fault.DiskFull);
            if (!await StandsStillAsync())
                torment.Violations.Add("T8", "", $"{name}: writes went on with {disk.FreeBytes:N0} bytes left");

            var clock = Stopwatch.StartNew();
            disk.Free();
            if (fleet.Postgres is { } postgres) await postgres.StartAgainAsync(); // it may have given up
            if (await Probe.AnswersAsync(fleet.Nodes[0], floor.Sample(torment.Seed, 1), Fleet.HealLimit) is not null)
                torment.Recoveries.Add($"{name}, from room to the first answer", clock.Elapsed);
        });
    }

    /// <summary>Waits until nothing is acknowledged for a while; false if that doesn't come.</summary>
    private async Task<bool> StandsStillAsync()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < FillLimit;)
        {
            var before = torment.Tally[Counted.Acknowledged];
            await Task.Delay(Standstill);
            if (torment.Tally[Counted.Acknowledged] == before) return true;
        }

        return false;
    }

    private SmallDisk? Mount(string name, int megabytes)
    {
        var disk = SmallDisk.TryMount(megabytes);
        if (disk is null) torment.Skipped.Add($"{name}: a small tmpfs can be mounted by root only, on Linux");
        return disk;
    }
}
