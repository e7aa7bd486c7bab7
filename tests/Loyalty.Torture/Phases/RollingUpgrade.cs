using Loyalty.Testing;
using Loyalty.Torture.Checks;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Phases;

/// <summary>
/// T14: under load, servers of another build are exchanged for this build's, one after the other, and back again. The
/// first of this build migrates the database under those of the other.
/// </summary>
/// <param name="torment">The common part of all phases.</param>
/// <param name="form">Whether the servers are silos of one cluster.</param>
/// <param name="from">The other build's server program.</param>
public sealed class RollingUpgrade(Torment torment, FleetForm form, string from)
{
    private const int Servers = 3;
    private const int ProbedCards = 8;
    private const int SecondsToLoad = 8;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ServerLimit = TimeSpan.FromSeconds(40);
    private static readonly CrowdSize Size = new() { Tills = 6, Window = 8, FirstCards = 60, Resent = 2_000 };

    public async Task RunAsync()
    {
        if (PostgresServer.Missing is { } reason)
        {
            torment.Skipped.Add($"a rolling upgrade on PostgreSQL: {reason}");
            return;
        }

        var postgres = await PostgresServer.StartAsync();
        await using var fleet = torment.Open(await Fleet.OnPostgresAsync(postgres, form, Servers, torment.Folder));
        var current = fleet.Nodes[0].Server.Program;
        foreach (var node in fleet.Nodes) node.Server.Program = from;
        await fleet.StartAsync(StartLimit);
        var floor = new Floor();
        await new UnderLoad(torment, fleet, floor).RunAsync("rolling upgrade", 1, Size, audit: true, async () =>
        {
            await ExchangeAllAsync(fleet, floor, current, "upgraded");
            await ExchangeAllAsync(fleet, floor, from, "taken back");
        });
        await Course.EndAsync(torment, fleet, floor);
    }

    private async Task ExchangeAllAsync(Fleet fleet, Floor floor, string program, string done)
    {
        foreach (var node in fleet.Nodes)
        {
            await LoadAsync();
            await ExchangeAsync(node, floor, program, done);
        }

        await LoadAsync();
    }

    /// <summary>Stops a server in good order and starts the other program in its place.</summary>
    private async Task ExchangeAsync(Node node, Floor floor, string program, string done)
    {
        var code = await node.StopAsync();
        if (code != 0) torment.Violations.Add("T14", "", $"server {node.Index} ended with {code} when asked to");
        node.Server.Program = program;
        _ = node.KeepUpAsync();
        if (await Probe.AnswersAsync(node, floor.Sample(torment.Seed, ProbedCards), ServerLimit) is { } time)
            torment.Recoveries.Add($"a server {done}, until it answers", time);
        else
            torment.Violations.Add("T14", "", $"server {node.Index}, {done}, didn't answer within {ServerLimit}");
    }

    /// <summary>Lets clients work for some seconds while nothing is done.</summary>
    private static Task LoadAsync() => Task.Delay(TimeSpan.FromSeconds(SecondsToLoad));
}
