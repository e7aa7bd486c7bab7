using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Loyalty.Testing.Processes;

namespace Loyalty.Testing;

/// <summary>
/// A TCP proxy on this machine: it cuts connections, now or at a statement that writes; holds back what goes by; and
/// falls silent, in one direction or both, with its connections open. What it held back is delivered when it heals, as
/// TCP does after a partition, even if the sender gave up on it long ago.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<ProxiedConnection, bool> connections = new();
    private readonly ServerPlace place;
    private readonly int target;
    private readonly Protocol protocol;
    private readonly Lock gate = new();
    private TaskCompletionSource healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Silence silence;
    private long delayTicks;
    private int next;
    private int cuts;
    private int cutsAtCommit;
    private int versionConflicts;

    public CuttingProxy(int target, Protocol protocol = Protocol.Postgres)
        : this(target, ServerPlace.Loopback, IPAddress.Loopback, protocol)
    {
    }

    /// <param name="target">The port that it passes everything on to.</param>
    /// <param name="place">The place of that port.</param>
    /// <param name="near">The address that it listens on itself.</param>
    /// <param name="protocol">The protocol that it understands.</param>
    public CuttingProxy(int target, ServerPlace place, IPAddress near, Protocol protocol)
    {
        (this.target, this.place, this.protocol) = (target, place, protocol);
        listener = new TcpListener(near, 0);
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Connections cut so far.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Of those, the ones cut when a statement that writes had gone to the server whole.</summary>
    public int CutsAtCommit => Volatile.Read(ref cutsAtCommit);

    /// <summary>Writes that the database refused because a guard of theirs failed.</summary>
    public int VersionConflicts => Volatile.Read(ref versionConflicts);

    /// <summary>How long each piece is held back on its way to the server.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref delayTicks));
        set => Volatile.Write(ref delayTicks, value.Ticks);
    }

    /// <summary>Which ways are dead, of connections that are there and of new ones.</summary>
    public Silence Silence
    {
        get
        {
            lock (gate) return silence;
        }

        set
        {
            lock (gate)
            {
                silence = value;
                healed.TrySetResult();
                healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Cuts the next connection on which a statement that writes goes by.</summary>
    public void CutNext(Cut cut) => Volatile.Write(ref next, (int)cut);

    /// <summary>Cuts one of the connections that are open, by a number of [0, 1); false if there is none.</summary>
    public bool CutOne(double chance)
    {
        var open = connections.Keys.ToArray();
        return open.Length > 0 && open[(int)(chance * open.Length)].CutNow();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        foreach (var connection in connections.Keys) connection.Close();
        Silence = Silence.None;
        stopping.Dispose();
    }

    internal Cut TakeCut() => (Cut)Interlocked.Exchange(ref next, 0);

    internal void Count(Cut cut)
    {
        Interlocked.Increment(ref cuts);
        if (protocol == Protocol.Postgres && cut is Cut.AfterStatement or Cut.BeforeAnswer)
            Interlocked.Increment(ref cutsAtCommit);
    }

    internal void CountVersionConflicts() => Interlocked.Increment(ref versionConflicts);

    /// <summary>Holds up whoever wants to send in a direction: for the delay, and until it isn't dead.</summary>
    internal async Task PassAsync(Silence direction)
    {
        if (direction == Silence.ToServer && Delay is { Ticks: > 0 } delay) await Task.Delay(delay);
        while (!stopping.IsCancellationRequested)
        {
            Task changed;
            lock (gate)
            {
                if ((silence & direction) == Silence.None) return;
                changed = healed.Task;
            }

            await changed;
        }
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // whoever connected is gone again, or the listener is: the loop's condition knows
            }
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        using var connection = new ProxiedConnection(this, near, place.Open(), protocol);
        connections.TryAdd(connection, true);
        await connection.RunAsync(target);
        connections.TryRemove(connection, out _);
    }
}
