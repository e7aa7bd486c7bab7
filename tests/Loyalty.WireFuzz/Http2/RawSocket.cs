using System.Net;
using System.Net.Sockets;

namespace Loyalty.WireFuzz.Http2;

/// <summary>Sockets on which anything may happen, and nothing that happens is an exception.</summary>
public static class RawSocket
{
    public static Socket Connect(EndPoint server, TimeSpan patience)
    {
        var milliseconds = (int)patience.TotalMilliseconds;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, ReceiveTimeout = milliseconds, SendTimeout = milliseconds,
        };
        try
        {
            socket.Connect(server);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>False if the other side has gone, or doesn't take it in time.</summary>
    public static bool TrySend(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = socket.Send(bytes, SocketFlags.None, out var error);
            if (error != SocketError.Success) return false;
            bytes = bytes[sent..];
        }

        return true;
    }

    /// <summary>0 when the other side has ended it, or nothing came in time.</summary>
    public static int Receive(Socket socket, Span<byte> buffer, out bool timedOut)
    {
        var read = socket.Receive(buffer, SocketFlags.None, out var error);
        timedOut = error is SocketError.TimedOut or SocketError.WouldBlock;
        return error == SocketError.Success ? read : 0;
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public static void EndSending(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side was faster.
        }
    }

    /// <summary>Ends it by a reset, so that no port waits for the other side's last words.</summary>
    public static void Drop(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, 0);
        socket.Dispose();
    }
}
