using System.Net;
using System.Net.Sockets;

namespace Loyalty.Testing;

/// <summary>One connection through a proxy, until either side or the proxy ends it.</summary>
internal sealed class ProxiedConnection(CuttingProxy proxy, TcpClient near, Socket to, Protocol protocol)
    : IDisposable
{
    private readonly TcpClient far = new() { Client = to, NoDelay = true };
    private readonly PostgresFrontend? frontend = protocol == Protocol.Postgres ? new PostgresFrontend() : null;
    private volatile bool muted;
    private volatile bool closed;

    public async Task RunAsync(int target)
    {
        try
        {
            near.NoDelay = true;
            await proxy.PassAsync(Silence.ToServer);
            await far.ConnectAsync(IPAddress.Loopback, target);
            var forward = ForwardAsync(near.GetStream(), far.GetStream());
            var answer = AnswerAsync(far.GetStream(), near.GetStream());
            await Task.WhenAny(forward, answer);
            Close();
            await Task.WhenAll(forward, answer);
        }
        catch (Exception exception) when (
            exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // either side went away: so does the other
        }
    }

    /// <summary>Cuts it now, wherever it is; false if it is closed already.</summary>
    public bool CutNow()
    {
        if (closed) return false;
        proxy.Count(Cut.None);
        Close();
        return true;
    }

    public void Close()
    {
        closed = true;
        near.Close();
        far.Close();
    }

    public void Dispose()
    {
        near.Dispose();
        far.Dispose();
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[1 << 16];
        var cut = Cut.None;
        for (int read; (read = await from.ReadAsync(buffer)) > 0;)
        {
            var part = frontend?.Read(buffer.AsSpan(0, read)) ?? StatementPart.Begins | StatementPart.Ends;
            if (part.HasFlag(StatementPart.Begins) && cut == Cut.None) cut = proxy.TakeCut();
            await proxy.PassAsync(Silence.ToServer);
            if (cut == Cut.InStatement)
            {
                await to.WriteAsync(buffer.AsMemory(0, read / 2));
                proxy.Count(cut);
                return;
            }

            var ends = part.HasFlag(StatementPart.Ends);
            if (ends && cut == Cut.BeforeAnswer) muted = true;
            await to.WriteAsync(buffer.AsMemory(0, read));
            if (!ends || cut != Cut.AfterStatement) continue;
            proxy.Count(cut);
            return;
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer)) > 0;)
        {
            if (muted)
            {
                proxy.Count(Cut.BeforeAnswer);
                return;
            }

            if (frontend is not null && buffer.AsSpan(0, read).IndexOf(PostgresFrontend.GuardFailed) >= 0)
                proxy.CountVersionConflicts();
            await proxy.PassAsync(Silence.ToClient);
            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
