using System.Diagnostics;
using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Faults;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>
/// T1, T2, T4: under load, with nothing else going wrong, servers, PostgreSQL and all together are killed, and must
/// answer again in the stated time.
/// </summary>
public sealed class Recovering(Torment torment, Fleet fleet, Floor floor)
{
    private const string Calm = "by itself";
    private static readonly TimeSpan PostgresLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ServerLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AllLimit = TimeSpan.FromSeconds(120);

    public Task RunAsync() => new UnderLoad(torment, fleet, floor).RunAsync(
        "recovery by itself", 77, new CrowdSize { Window = 8 }, audit: false, async () =>
        {
            await ServersAsync();
            if (fleet.Postgres is { } postgres) await PostgresAsync(postgres);
            await EverythingAsync();
        });

    private async Task ServersAsync()
    {
        var servers = new ServerFaults(torment, fleet, floor);
        foreach (var node in fleet.Nodes)
        {
            await Task.Delay(Pause);
            torment.Faults.Add(Fault.ServerKill);
            Expect("T1", await servers.KillAsync(node, Calm), ServerLimit);
        }
    }

    private async Task PostgresAsync(PostgresServer postgres)
    {
        var database = new DatabaseFaults(torment, fleet, floor);
        await Task.Delay(Pause);
        torment.Faults.Add(Fault.PostgresKill);
        Expect("T4", await database.StopAsync(postgres.KillAsync, $"PostgreSQL kill {Calm}"), PostgresLimit);
        await Task.Delay(Pause);
        torment.Faults.Add(Fault.PostgresImmediate);
        Expect(
            "T4", await database.StopAsync(() => postgres.StopAsync("immediate"), $"PostgreSQL immediate stop {Calm}"),
            PostgresLimit);
        await Task.Delay(Pause);
        torment.Faults.Add(Fault.PostgresRestart);
        Expect(
            "T4", await database.StopAsync(() => postgres.StopAsync("fast"), $"PostgreSQL restart {Calm}"),
            PostgresLimit);
    }

    /// <summary>kill -9 of every process at once; the time counts until every server answers.</summary>
    private async Task EverythingAsync()
    {
        await Task.Delay(Pause);
        var cards = floor.Sample(torment.Seed, 8);
        var kills = fleet.Nodes.Select(node => node.KillAsync());
        if (fleet.Postgres is { } running) kills = kills.Append(running.KillAsync());
        await Task.WhenAll(kills.ToArray());
        foreach (var _ in fleet.Nodes) torment.Faults.Add(Fault.ServerKill);
        torment.Faults.Add(Fault.PostgresKill);

        var clock = Stopwatch.StartNew();
        if (fleet.Postgres is { } postgres) await postgres.StartAgainAsync();
        foreach (var node in fleet.Nodes) _ = node.KeepUpAsync();
        var answers = await Task.WhenAll(fleet.Nodes.Select(node => Probe.AnswersAsync(node, cards, AllLimit * 2)));
        Expect("T2", answers.Contains(null) ? null : clock.Elapsed, AllLimit);
        torment.Recoveries.Add($"kill of everything {Calm}, until all servers answer", clock.Elapsed);
    }

    private void Expect(string rule, TimeSpan? time, TimeSpan limit)
    {
        if (time is null || time > limit)
            torment.Violations.Add(rule, "", $"answered after {time?.ToString() ?? "too long to wait"}, not {limit}");
    }
}
