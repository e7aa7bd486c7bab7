using System.Net.Sockets;

namespace Loyalty.Client;

/// <summary>Makes the connections to a server.</summary>
public static class Connections
{
    public static HttpMessageHandler Plain() => new SocketsHttpHandler
    {
        // A connection carries 100 calls at once; only who has more under way opens a second.
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = ConnectAsync,
    };

    /// <summary>
    /// Without a callback of ours Grpc.Net.Client connects by itself, and after failures waits up to two minutes before
    /// it tries again: a server that is back goes unnoticed. When to try again is the retry policy's to say.
    /// </summary>
    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
