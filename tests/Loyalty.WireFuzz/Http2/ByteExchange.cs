using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Loyalty.WireFuzz.Http2;

/// <summary>Bytes thrown at a port, which then has to end the connection, and what it said before it did.</summary>
/// <param name="Bytes">The first of what came.</param>
/// <param name="TimedOut">Whether the port held the connection open, though nothing more could come.</param>
public sealed record ByteExchange(byte[] Bytes, bool TimedOut)
{
    private const int MaxKeptBytes = 64 * 1024;
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(40);

    public string Text => Encoding.Latin1.GetString(Bytes);

    /// <summary>Sends everything, says that nothing more will come, and reads to the end.</summary>
    public static ByteExchange Run(EndPoint server, byte[] bytes, TimeSpan patience)
    {
        var socket = RawSocket.Connect(server, patience);
        try
        {
            RawSocket.TrySend(socket, bytes);
            var kept = new List<byte>();
            var buffer = new byte[16 * 1024];
            for (var ended = false; ;)
            {
                // A server that sees the end may not look at what came before it: it has a moment to do so.
                if (!ended && !socket.Poll(s_silence, SelectMode.SelectRead))
                {
                    RawSocket.EndSending(socket);
                    ended = true;
                }

                var read = RawSocket.Receive(socket, buffer, out var timedOut);
                if (read == 0) return new ByteExchange([.. kept], timedOut);
                if (kept.Count < MaxKeptBytes) kept.AddRange(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            RawSocket.Drop(socket);
        }
    }

    /// <summary>
    /// Names the outcome as the report counts it: the status of HTTP/1.1, else the server's last code.
    /// </summary>
    public string Outcome(bool isHealth)
    {
        if (TimedOut) return "open";
        if (isHealth) return Bytes.Length >= 12 ? "HTTP " + Text[9..12] : "closed";
        for (var at = 0; at + Frames.HeaderBytes <= Bytes.Length;)
        {
            var length = (Bytes[at] << 16) | (Bytes[at + 1] << 8) | Bytes[at + 2];
            var code = at + Frames.HeaderBytes + 4; // after the last stream's number
            if (Bytes[at + 3] == (byte)FrameType.GoAway && code + 4 <= Bytes.Length)
                return $"GOAWAY {BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(code))}";
            at += Frames.HeaderBytes + length;
        }

        return "closed";
    }
}
