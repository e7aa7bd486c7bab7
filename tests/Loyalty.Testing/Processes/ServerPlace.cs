using System.Net;
using System.Net.Sockets;

namespace Loyalty.Testing.Processes;

/// <summary>
/// A place for a server to run: this machine's own network, or a namespace on it. Its clients reach it at the loopback
/// address of the place, by sockets that were made there.
/// </summary>
/// <param name="Address">The address at which other servers reach it.</param>
/// <param name="Launcher">A program with arguments that gives way to the one named behind them; empty for none.</param>
/// <param name="Open">Makes a socket of the place.</param>
public sealed record ServerPlace(IPAddress Address, IReadOnlyList<string> Launcher, Func<Socket> Open)
{
    public static ServerPlace Loopback { get; } = new(
        IPAddress.Loopback, [], () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

    /// <summary>Connects to a port at the place's loopback address.</summary>
    public async ValueTask<Stream> ConnectAsync(int port, CancellationToken cancellation)
    {
        var socket = Open();
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>For HTTP clients of servers at the place.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint.Port, cancellation),
    };
}
