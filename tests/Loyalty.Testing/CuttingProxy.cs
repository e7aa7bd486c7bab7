using System.Net;
using System.Net.Sockets;

namespace Loyalty.Testing;

/// <summary>Where a connection is cut.</summary>
public enum Cut
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>When half of a statement has gone by: it can't have run.</summary>
    InStatement = 1,

    /// <summary>Right behind a statement: it runs, and nobody listens.</summary>
    AfterStatement = 2,

    /// <summary>When the answer comes: it has run to its end.</summary>
    BeforeAnswer = 3,
}

/// <summary>A TCP proxy on this machine that cuts the next large statement, when told to.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    /// <summary>Statements that write are larger than this, those that open a session or ask are not.</summary>
    private const int LargeBytes = 1_200;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly int target;
    private int next;

    public CuttingProxy(int target)
    {
        this.target = target;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Connections cut so far.</summary>
    public int Cuts { get; private set; }

    public void CutNext(Cut cut) => Volatile.Write(ref next, (int)cut);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target);
            var muted = new StrongBox();
            await Task.WhenAny(
                ForwardAsync(near.GetStream(), far.GetStream(), muted),
                AnswerAsync(far.GetStream(), near.GetStream(), muted));
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // either side went away: so does the other
        }
    }

    private async Task ForwardAsync(NetworkStream near, NetworkStream far, StrongBox muted)
    {
        var buffer = new byte[1 << 20];
        while (true)
        {
            var read = await near.ReadAsync(buffer);
            if (read == 0) return;
            var cut = read > LargeBytes ? (Cut)Interlocked.Exchange(ref next, 0) : Cut.None;
            if (cut != Cut.None) Cuts++;
            muted.Value = cut != Cut.None;
            await far.WriteAsync(buffer.AsMemory(0, cut == Cut.InStatement ? read / 2 : read));
            if (cut is Cut.InStatement or Cut.AfterStatement) return;
        }
    }

    private static async Task AnswerAsync(NetworkStream far, NetworkStream near, StrongBox muted)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var read = await far.ReadAsync(buffer);
            if (read == 0 || muted.Value) return;
            await near.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}
