using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Holds a silo's start while the membership table has a member that can't be reached and isn't stale yet. Orleans
/// probes every member before it joins, and judges only at its first look whether one's sign of life is stale: silos at
/// new addresses, started right after all were killed, would wait for the dead until they give up after five minutes.
/// </summary>
internal sealed partial class LostMembers(
    string connection, string clusterId, TimeSpan staleAfter, TimeProvider time, ILogger<LostMembers> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>This silo listens already, so that those restarted together where they were find each other.</summary>
    private const int BeforeLooking = ServiceLifecycleStage.ValidateInitialConnectivity - 1;

    private const string SelectFresh = """
        SELECT address, port FROM cluster_silos WHERE deployment_id = $1 AND status = 3 AND alive_time > $2
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(LostMembers), BeforeLooking, WaitAsync);

    /// <summary>Waits a little longer than it takes to become stale, and not for one that lives out of reach.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (started, limit) = (time.GetTimestamp(), staleAfter + TimeSpan.FromSeconds(5));
        while (time.GetElapsedTime(started) < limit && await FindAsync(cancellationToken) is { } lost)
        {
            Log.Waiting(logger, lost);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>The first member that is fresh and out of reach; null if there is none.</summary>
    private async Task<IPEndPoint?> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var member in await ReadFreshAsync(cancellationToken))
            if (!await IsReachableAsync(member, cancellationToken)) return member;
        return null;
    }

    private async Task<List<IPEndPoint>> ReadFreshAsync(CancellationToken cancellationToken)
    {
        var members = new List<IPEndPoint>();
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(cancellationToken);
        await using var select = new NpgsqlCommand(SelectFresh, database)
        {
            Parameters = { new() { Value = clusterId }, new() { Value = (time.GetUtcNow() - staleAfter).UtcDateTime } },
        };
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            members.Add(new IPEndPoint(IPAddress.Parse(rows.GetString(0)), rows.GetInt32(1)));
        return members;
    }

    private async Task<bool> IsReachableAsync(IPEndPoint member, CancellationToken cancellationToken)
    {
        using var socket = new Socket(member.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(member, cancellationToken).AsTask().WaitAsync(ConnectTimeout, time);
            return true;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Not joining yet: {Member} can't be reached and may be dead")]
        public static partial void Waiting(ILogger logger, IPEndPoint member);
    }
}
