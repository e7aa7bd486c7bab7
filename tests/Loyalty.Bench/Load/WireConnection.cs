using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Loyalty.Bench.Load;

/// <summary>Receives the answers of a connection.</summary>
internal interface IWireSink
{
    /// <summary>A piece of a stream's answers; a message may come in several, and a piece hold several.</summary>
    void OnData(int streamId, ReadOnlySpan<byte> data);

    /// <summary>The stream has ended.</summary>
    void OnEnd(int streamId, bool reset);

    /// <summary>Everything that had arrived has been taken.</summary>
    void OnPause();
}

/// <summary>
/// One HTTP/2 connection that makes calls of one method as cheaply as can be: headers are six bytes once the server
/// knows them, answers are counted without being understood. Not safe for use from several threads at once.
/// </summary>
internal sealed class WireConnection : IDisposable
{
    private const int WindowBytes = 1 << 30;
    private const int FirstWindowBytes = 65_535; // RFC 9113, section 6.9.2
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const byte Acknowledge = 1;

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly FrameBuffer output = new();
    private readonly IWireSink sink;
    private byte[] input = new byte[256 * 1024];
    private long received;
    private long window = FirstWindowBytes;
    private byte[] headers;
    private int nextStream = 1;

    /// <param name="sink">Receives the answers.</param>
    /// <param name="address">The server.</param>
    /// <param name="path">The method.</param>
    /// <param name="deadline">Whether calls say, as clients that are well made do, that they have 5 seconds.</param>
    public WireConnection(IWireSink sink, IPEndPoint address, string path, bool deadline)
    {
        this.sink = sink;
        headers = Headers.First(path, address.ToString(), deadline ? "5S" : "1H");
        socket.Connect(address);
        output.Add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        var settings = output.AddFrame(FrameType.Settings, 0, 0, 12);
        WriteSetting(settings, id: 1, value: 0); // the server's headers refer to no table
        WriteSetting(settings[6..], id: 4, value: WindowBytes);
        WriteWindow(0, WindowBytes);
    }

    /// <summary>Bytes that the server takes at the moment on all streams together.</summary>
    public long Window => window;

    /// <summary>Opens a stream with its headers; nothing is sent before <see cref="Send"/>.</summary>
    public int Open()
    {
        var streamId = nextStream;
        nextStream += 2;
        headers.CopyTo(output.AddFrame(FrameType.Headers, EndHeaders, streamId, headers.Length));
        headers = Headers.Known;
        return streamId;
    }

    /// <summary>The room for a message's bytes, prefix and all.</summary>
    public Span<byte> AddMessage(int streamId, int length, bool last)
    {
        window -= length;
        return output.AddFrame(FrameType.Data, last ? EndStream : (byte)0, streamId, length);
    }

    /// <summary>Half-closes a stream.</summary>
    public void Close(int streamId) => output.AddFrame(FrameType.Data, EndStream, streamId, 0);

    public void Send()
    {
        if (output.Length == 0) return;
        socket.Send(output.Written.Span);
        output.Clear();
    }

    /// <summary>Reads until the connection ends or the reading is cancelled; tells the sink under the lock.</summary>
    public async Task ReadAsync(Lock gate, CancellationToken cancellation)
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(input.AsMemory(filled), cancellation);
            if (read == 0) throw new IOException("The server closed the connection.");
            filled += read;
            lock (gate)
            {
                var taken = Take(input.AsSpan(0, filled));
                input.AsSpan(taken, filled - taken).CopyTo(input);
                filled -= taken;
                sink.OnPause();
            }

            if (filled == input.Length) Array.Resize(ref input, input.Length * 2);
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Takes whole frames, and returns how many bytes they were.</summary>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (bytes.Length - taken >= FrameBuffer.HeaderLength)
        {
            var header = bytes[taken..];
            var length = BinaryPrimitives.ReadInt32BigEndian(header) >>> 8;
            if (header.Length < FrameBuffer.HeaderLength + length) break;
            var streamId = BinaryPrimitives.ReadInt32BigEndian(header[5..]) & int.MaxValue;
            Take((FrameType)header[3], header[4], streamId, header.Slice(FrameBuffer.HeaderLength, length));
            taken += FrameBuffer.HeaderLength + length;
        }

        return taken;
    }

    private void Take(FrameType type, byte flags, int streamId, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case FrameType.Data:
                CountReceived(payload.Length, streamId);
                sink.OnData(streamId, payload);
                if ((flags & EndStream) != 0) sink.OnEnd(streamId, reset: false);
                break;
            case FrameType.Headers when (flags & EndStream) != 0:
                sink.OnEnd(streamId, reset: false);
                break;
            case FrameType.ResetStream:
                sink.OnEnd(streamId, reset: true);
                break;
            case FrameType.Settings when (flags & Acknowledge) == 0:
                output.AddFrame(FrameType.Settings, Acknowledge, 0, 0);
                break;
            case FrameType.Ping when (flags & Acknowledge) == 0:
                payload.CopyTo(output.AddFrame(FrameType.Ping, Acknowledge, 0, payload.Length));
                break;
            case FrameType.WindowUpdate when streamId == 0:
                window += BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
            case FrameType.GoAway:
                throw new IOException("The server wants no more calls on this connection.");
        }
    }

    /// <summary>Opens the windows again before they are used up.</summary>
    private void CountReceived(int bytes, int streamId)
    {
        received += bytes;
        if (received < WindowBytes / 4) return;
        WriteWindow(0, (int)received);
        WriteWindow(streamId, (int)received); // of a long stream; on one that is over it means nothing
        received = 0;
    }

    private void WriteWindow(int streamId, int bytes) =>
        BinaryPrimitives.WriteInt32BigEndian(output.AddFrame(FrameType.WindowUpdate, 0, streamId, 4), bytes);

    private static void WriteSetting(Span<byte> target, ushort id, uint value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, id);
        BinaryPrimitives.WriteUInt32BigEndian(target[2..], value);
    }

    /// <summary>Header blocks (RFC 7541): whole the first time, six references from then on.</summary>
    private static class Headers
    {
        // POST and http of the static table; then the dynamic table, where the last that came is 62.
        public static readonly byte[] Known = [0x83, 0x86, 0x80 | 66, 0x80 | 65, 0x80 | 64, 0x80 | 63, 0x80 | 62];

        public static byte[] First(string path, string authority, string timeout) =>
        [
            0x83, 0x86, .. Literal(":path", path), .. Literal(":authority", authority),
            .. Literal("content-type", "application/grpc"), .. Literal("te", "trailers"),
            .. Literal("grpc-timeout", timeout),
        ];

        /// <summary>A header that the server is to index (section 6.2.1).</summary>
        private static byte[] Literal(string name, string value) =>
            [0x40, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length,
            .. Encoding.ASCII.GetBytes(value)];
    }
}
