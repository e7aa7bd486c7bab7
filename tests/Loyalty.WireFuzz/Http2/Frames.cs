using System.Buffers.Binary;

namespace Loyalty.WireFuzz.Http2;

/// <summary>Types of frames, RFC 9113, section 6.</summary>
public enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}

/// <summary>Writes frames, right or wrong.</summary>
public static class Frames
{
    public const int HeaderBytes = 9;
    public const byte EndStream = 1, Ack = 1, EndHeaders = 4, Padded = 8;

    /// <summary>The longest payload of one frame: no server allows less, and ours doesn't raise it.</summary>
    public const int MaxPayloadBytes = 16_384;

    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>
    /// The preface and settings that keep the server's header blocks plain and never stop it from answering.
    /// </summary>
    public static byte[] Start { get; } =
    [
        .. Preface,
        .. Make(FrameType.Settings, 0, 0, [.. Setting(1, 0), .. Setting(4, int.MaxValue)]),
        .. WindowUpdate(0, int.MaxValue - 65_535),
    ];

    public static byte[] Make(FrameType type, int flags, uint stream, ReadOnlySpan<byte> payload, int? length = null)
    {
        var frame = new byte[HeaderBytes + payload.Length];
        var announced = length ?? payload.Length;
        frame[0] = (byte)((announced >> 16) & 0xff);
        frame[1] = (byte)((announced >> 8) & 0xff);
        frame[2] = (byte)(announced & 0xff);
        frame[3] = (byte)type;
        frame[4] = (byte)flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    public static byte[] Setting(ushort name, uint value)
    {
        var setting = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(setting, name);
        BinaryPrimitives.WriteUInt32BigEndian(setting.AsSpan(2), value);
        return setting;
    }

    public static byte[] WindowUpdate(uint stream, uint increment) =>
        Make(FrameType.WindowUpdate, 0, stream, Word(increment));

    public static byte[] Reset(uint stream, uint code) => Make(FrameType.ResetStream, 0, stream, Word(code));

    /// <summary>A header block, in as many frames as it takes.</summary>
    public static void AddHeaders(List<byte> output, uint stream, ReadOnlySpan<byte> block, bool endsStream)
    {
        var type = FrameType.Headers;
        do
        {
            var part = block[..Math.Min(block.Length, MaxPayloadBytes)];
            block = block[part.Length..];
            var flags = (type == FrameType.Headers && endsStream ? EndStream : 0) | (block.IsEmpty ? EndHeaders : 0);
            output.AddRange(Make(type, flags, stream, part));
            type = FrameType.Continuation;
        }
        while (!block.IsEmpty);
    }

    /// <summary>A body, in as many frames as it takes; the last one ends the stream.</summary>
    public static void AddBody(List<byte> output, uint stream, ReadOnlySpan<byte> body)
    {
        do
        {
            var part = body[..Math.Min(body.Length, MaxPayloadBytes)];
            body = body[part.Length..];
            output.AddRange(Make(FrameType.Data, body.IsEmpty ? EndStream : 0, stream, part));
        }
        while (!body.IsEmpty);
    }

    private static byte[] Word(uint value)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(word, value);
        return word;
    }
}
