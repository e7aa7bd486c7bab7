using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Loyalty.Runtime.Tests;

/// <summary>
/// A server made of bare HTTP/2 that takes one connection and answers the first call on it, to end it as it likes.
/// </summary>
public sealed class RawServer : IDisposable
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, GoAway = 7;
    private const byte EndStream = 1, Ack = 1, EndHeaders = 4;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private NetworkStream? _connection;

    public RawServer() => _listener.Start();

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Takes the connection and answers its call with the head and one empty message.</summary>
    public async Task AnswerAsync()
    {
        _connection = new NetworkStream(await _listener.AcceptSocketAsync(), ownsSocket: true);
        await _connection.WriteAsync(Frame(Settings, 0, stream: 0));
        await _connection.ReadExactlyAsync(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length]);
        while (await ReadTypeAsync() != Headers)
        {
        }

        // 0x88 is ":status: 200" of the static table, 0x0f 0x10 "content-type" (31) with a literal value.
        byte[] head = [0x88, 0x0f, 0x10, 16, .. "application/grpc"u8];
        await _connection.WriteAsync((byte[])
            [.. Frame(Settings, Ack, 0), .. Frame(Headers, EndHeaders, 1, head), .. Frame(Data, 0, 1, new byte[5])]);
    }

    /// <summary>
    /// Ends the call with a status, in one piece with what an ending server sends after it; returns when the client
    /// has closed the connection as well, and throws if that takes more than 30 seconds.
    /// </summary>
    public async Task EndAndHangUpAsync(StatusCode status)
    {
        byte[] code = [(byte)('0' + ((int)status / 10)), (byte)('0' + ((int)status % 10))];
        byte[] trailers = [0, 11, .. "grpc-status"u8, 2, .. code];
        byte[] noError = new byte[4];
        await _connection!.WriteAsync((byte[])
        [
            .. Frame(Headers, EndStream | EndHeaders, 1, trailers),
            .. Frame(Reset, 0, 1, noError), // RFC 9113, section 8.1: it needs no more of the request
            .. Frame(GoAway, 0, 0, [0, 0, 0, 1, .. noError]),
        ]);
        _connection.Socket.Shutdown(SocketShutdown.Send);
        await _connection.CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromSeconds(30));
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _listener.Dispose();
    }

    private static byte[] Frame(byte type, byte flags, int stream, params byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    private async Task<byte> ReadTypeAsync()
    {
        var head = new byte[9];
        await _connection!.ReadExactlyAsync(head);
        var lengthAndType = BinaryPrimitives.ReadInt32BigEndian(head);
        await _connection.ReadExactlyAsync(new byte[lengthAndType >> 8]);
        return (byte)(lengthAndType & 0xff);
    }
}
