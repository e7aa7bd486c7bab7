using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Ends the start of a silo whose address can't be right, before it joins: Orleans takes an equal address for an older
/// start of the same silo and declares that dead, without asking whether it lives on another machine. (1) A loopback
/// address can't be right while the database, and so maybe other silos, are on other machines. (2) Silos of other
/// networks (see <see cref="NetworkScope"/>) that can't be in one cluster with this one, since one of the two is at a
/// loopback address or both at the same, are watched: one that gives a sign of life is alive, and ends this start; one
/// that gives none until it is stale is dead, and may be replaced.
/// </summary>
internal sealed partial class AddressCheck(
    string connection, IPEndPoint address, TimeSpan staleAfter, IOptions<ClusterOptions> cluster, TimeProvider time,
    ILogger<AddressCheck> logger)
    : IHostedService
{
    private const string SelectOthers = """
        SELECT address, port, generation, alive_time FROM cluster_silos
        WHERE deployment_id = $1 AND status <> 6 AND silo_name <> $2 AND alive_time > now() - interval '2 minutes'
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool IsLoopback => IPAddress.IsLoopback(address.Address);

    /// <exception cref="StartRefusedException">The address can't be right.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // 1. The database's machine.
        if (IsLoopback && await FindElsewhereAsync(cancellationToken) is { } host)
            throw Refuse($"the database is on another machine ({host}), and other silos may be");

        // 2. Other silos: a second more than it takes to become stale.
        var first = await ReadConflictsAsync(cancellationToken);
        if (first.Count > 0) Log.Watching(logger, first[0].Address, staleAfter.TotalSeconds);
        for (var began = time.GetTimestamp();
             first.Count > 0 && time.GetElapsedTime(began) <= staleAfter + Pause;
             await Task.Delay(Pause, time, cancellationToken))
        {
            var now = await ReadConflictsAsync(cancellationToken);
            if (now.Find(silo => !first.Contains(silo)) is { } alive)
                throw Refuse($"a silo of this cluster on another machine or in another container, at {alive.Address}, "
                    + "is alive");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private StartRefusedException Refuse(string why) => new(
        $"Loyalty:Cluster:SiloAddress is {address}, but {why}. Silos of one cluster must reach each other: give each "
        + $"an address of its own machine that others reach{Suggest()}, or another Loyalty:Cluster:ClusterId.");

    private string Suggest() => OwnAddresses()
        .FirstOrDefault(own => own.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(own)) is { } own
        ? $", such as {own}:{address.Port}" : "";

    private async Task<List<Other>> ReadConflictsAsync(CancellationToken cancellationToken)
    {
        var others = new List<Other>();
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(cancellationToken);
        await using var select = new NpgsqlCommand(SelectOthers, database)
        {
            Parameters = { new() { Value = cluster.Value.ClusterId }, new() { Value = NetworkScope.SiloName } },
        };
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var other = new IPEndPoint(IPAddress.Parse(rows.GetString(0)), rows.GetInt32(1));
            if (IsLoopback || IPAddress.IsLoopback(other.Address) || other.Equals(address))
                others.Add(new Other(other, rows.GetInt32(2), rows.GetDateTime(3)));
        }

        return others;
    }

    /// <summary>The first host of the connection string that isn't this machine; null if there is none.</summary>
    private async Task<string?> FindElsewhereAsync(CancellationToken cancellationToken)
    {
        var own = OwnAddresses();
        var hosts = new NpgsqlConnectionStringBuilder(connection).Host ?? "";
        foreach (var host in hosts.Split(',', StringSplitOptions.TrimEntries))
        {
            if (host.StartsWith('/') || host.StartsWith('@')) continue; // a socket of this machine
            var name = IPEndPoint.TryParse(host, out var literal) ? literal.Address.ToString() : host.Split(':')[0];
            var addresses = await Dns.GetHostAddressesAsync(name, cancellationToken);
            if (!addresses.All(found => IPAddress.IsLoopback(found) || own.Contains(found))) return host;
        }

        return null;
    }

    private static List<IPAddress> OwnAddresses() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address),
    ];

    private sealed record Other(IPEndPoint Address, int Generation, DateTime SignOfLife);

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information, "Not joining yet: the silo at {Silo} may live on another machine; up to {Seconds} s")]
        public static partial void Watching(ILogger logger, IPEndPoint silo, double seconds);
    }
}
