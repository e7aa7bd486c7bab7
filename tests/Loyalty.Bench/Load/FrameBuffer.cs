using System.Buffers.Binary;

namespace Loyalty.Bench.Load;

/// <summary>Bytes on their way out, and how HTTP/2 frames (RFC 9113, section 4.1) are written into them.</summary>
internal sealed class FrameBuffer
{
    public const int HeaderLength = 9;
    private byte[] bytes = new byte[256 * 1024];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Add(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes a frame's header and returns the room for its payload.</summary>
    public Span<byte> AddFrame(FrameType type, byte flags, int streamId, int payloadLength)
    {
        var frame = Take(HeaderLength + payloadLength);
        BinaryPrimitives.WriteInt32BigEndian(frame, (payloadLength << 8) | (int)type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame[5..], streamId);
        return frame[HeaderLength..];
    }

    private Span<byte> Take(int length)
    {
        if (Length + length > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + length));
        Length += length;
        return bytes.AsSpan(Length - length, length);
    }
}

/// <summary>The frame types of RFC 9113, section 6, that matter here.</summary>
internal enum FrameType
{
    Data = 0,
    Headers = 1,
    ResetStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
}
