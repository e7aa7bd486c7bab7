using System.Collections.Concurrent;
using Loyalty.Server.Settings;
using Microsoft.AspNetCore.Connections;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Ends, during a stop, the connections that would hold it. Kestrel 10 stops its heartbeat before it waits for its
/// connections, and with it what gives up silent clients: pings, and the 5 s in which a client has to end its half of a
/// stream. One client whose line is dead would use up the whole of DrainSeconds, and leave none to silo and ledger.
/// </summary>
internal sealed class OpenLines
{
    /// <summary>After its last call; as long as Kestrel gives a client while it runs.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly TimeProvider time;
    private readonly TimeSpan limit;

    public OpenLines(LoyaltySettings settings, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        this.time = time;
        limit = TimeSpan.FromSeconds(settings.DrainSeconds) * 3 / 4;
        lifetime.ApplicationStopping.Register(() => _ = EndAsync());
    }

    /// <summary>Follows a connection from its beginning to its end.</summary>
    public async Task FollowAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        lines[connection.ConnectionId] = new Line(connection);
        try
        {
            await next(connection);
        }
        finally
        {
            lines.TryRemove(connection.ConnectionId, out _);
        }
    }

    /// <summary>Follows a call on one of the connections.</summary>
    public async Task FollowAsync(HttpContext call, RequestDelegate next)
    {
        if (!lines.TryGetValue(call.Connection.Id, out var line))
        {
            await next(call);
            return;
        }

        line.Begin();
        try
        {
            await next(call);
        }
        finally
        {
            line.End(time.GetTimestamp());
        }
    }

    /// <summary>
    /// Ends each connection a while after its last call, and at three quarters of the drain all: what is left belongs
    /// to silo and ledger.
    /// </summary>
    private async Task EndAsync()
    {
        for (var began = time.GetTimestamp(); !lines.IsEmpty; await Task.Delay(Pause, time))
        {
            var isOver = time.GetElapsedTime(began) > limit;
            foreach (var line in lines.Values)
            {
                if (isOver || line.IdleSince is { } since && Longer(since) && Longer(began))
                    line.Connection.Abort(new ConnectionAbortedException("The server stops; the client is silent."));
            }
        }

        bool Longer(long since) => time.GetElapsedTime(since) > Grace;
    }

    private sealed class Line(ConnectionContext connection)
    {
        private int calls;
        private long idleSince;

        public ConnectionContext Connection => connection;

        /// <summary>Since when no call is on it; null while one is.</summary>
        public long? IdleSince => Volatile.Read(ref calls) == 0 ? Volatile.Read(ref idleSince) : null;

        public void Begin() => Interlocked.Increment(ref calls);

        public void End(long now)
        {
            Volatile.Write(ref idleSince, now);
            Interlocked.Decrement(ref calls);
        }
    }
}
