using Loyalty.WireFuzz.Http2;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>
/// Connections to the gRPC port that break or strain HTTP/2 itself. The calls among them change nothing, so that it
/// doesn't matter which of them are carried out.
/// </summary>
public static class ConnectionInputs
{
    private const string Harmless = "/loyalty.v1.ProgramService/GetProgram";

    private static readonly byte[] s_head = Hpack.Encode(CallHead.Of(Harmless));

    private static readonly (string Kind, Func<Dice, byte[]> Make)[] s_ways =
    [
        ("broken preface", Preface),
        ("random bytes", dice => dice.Bytes(dice.Below(2_048))),
        ("random frames", dice => [.. Frames.Start, .. RandomFrames(dice)]),
        ("oversize frame", Oversize),
        ("frames out of order", OutOfOrder),
        ("broken header block", BrokenBlock),
        ("rapid reset", RapidReset),
        ("ping flood", dice => [.. Frames.Start, .. Flood(dice, Frames.Make(FrameType.Ping, 0, 0, new byte[8]))]),
        ("settings flood", dice => [.. Frames.Start, .. Flood(dice, Setting(3, 100))]),
        ("empty data flood", dice => [.. Headers(1), .. Flood(dice, Frames.Make(FrameType.Data, 0, 1, []))]),
        ("continuation flood", ContinuationFlood),
        ("window overflow", WindowOverflow),
        ("settings at their edges", Settings),
        ("too many streams", dice => [.. Frames.Start, .. Streams(dice.Between(100, 400))]),
        ("priority and push", PriorityAndPush),
        ("window of nothing", dice => [.. Frames.Start, .. Setting(4, 0), .. Streams(dice.Between(1, 50))]),
    ];

    public static WireInput Create(long index, Dice dice)
    {
        var (kind, make) = dice.Pick(s_ways);
        return new WireInput(index, "http2: " + kind, WireLevel.Connection) { Bytes = make(dice) };
    }

    private static byte[] Headers(uint stream) => [.. Frames.Start, .. Head(stream, Frames.EndHeaders)];

    private static byte[] Head(uint stream, int flags) => Frames.Make(FrameType.Headers, flags, stream, s_head);

    private static byte[] Setting(ushort name, uint value) =>
        Frames.Make(FrameType.Settings, 0, 0, Frames.Setting(name, value));

    private static byte[] Preface(Dice dice)
    {
        byte[] preface = [.. Frames.Start];
        preface[dice.Below(preface.Length)] ^= (byte)(1 << dice.Below(8));
        return dice.Percent(50) ? preface[..dice.Between(1, preface.Length)] : [.. preface, .. Frames.Start];
    }

    private static byte[] RandomFrames(Dice dice)
    {
        var output = new List<byte>();
        for (var frames = dice.Between(1, 30); frames > 0; frames--)
        {
            var stream = dice.Pick(0u, 1u, 2u, 3u, 5u, 0x7fff_ffffu, 0x8000_0001u);
            var type = (FrameType)dice.Below(dice.Percent(90) ? 10 : 256);
            output.AddRange(Frames.Make(type, dice.Below(256), stream, dice.Bytes(dice.Below(64))));
        }

        return [.. output];
    }

    private static byte[] Oversize(Dice dice)
    {
        var type = dice.Pick(FrameType.Data, FrameType.Headers, FrameType.Settings, FrameType.Ping, FrameType.GoAway);
        var stream = type is FrameType.Data or FrameType.Headers ? 1u : 0u;
        var length = dice.Pick(Frames.MaxPayloadBytes + 1, 65_536, 0xff_ffff);
        return [.. Headers(1), .. Frames.Make(type, 0, stream, dice.Bytes(dice.Pick(0, 20_000)), length)];
    }

    private static byte[] OutOfOrder(Dice dice) =>
    [
        .. Frames.Start,
        .. dice.Pick<byte[]>(
            Frames.Make(FrameType.Data, 0, 1, [1, 2, 3]),
            Frames.Make(FrameType.Continuation, Frames.EndHeaders, 1, s_head),
            Frames.WindowUpdate(7, 1),
            Frames.Reset(9, 8),
            Head(2, Frames.EndHeaders),
            [.. Head(5, Frames.EndHeaders), .. Head(3, Frames.EndHeaders)],
            [.. Head(1, Frames.EndHeaders | Frames.EndStream), .. Frames.Make(FrameType.Data, 0, 1, [0])],
            [.. Head(1, 0), .. Frames.Make(FrameType.Ping, 0, 0, new byte[8])],
            Head(0, Frames.EndHeaders),
            Frames.Make(FrameType.Settings, Frames.Ack, 0, new byte[6]),
            Frames.Make(FrameType.Settings, 0, 1, new byte[6]),
            Frames.Make(FrameType.GoAway, 0, 0, new byte[8])),
    ];

    private static byte[] BrokenBlock(Dice dice)
    {
        byte[] block = dice.Below(5) switch
        {
            0 => dice.Bytes(dice.Below(300)),
            1 => [0x80], // entry 0
            2 => [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], // an entry that nobody has
            3 => [0x3f, 0xff, 0xff, 0xff, 0x7f], // a table larger than was allowed
            _ => [.. s_head, 0, 0xff, 0xff, 0xff, 0xff, 0x0f], // a name of 4 GB
        };
        return [.. Frames.Start, .. Frames.Make(FrameType.Headers, Frames.EndHeaders | Frames.EndStream, 1, block)];
    }

    /// <summary>Calls begun and taken back at once, over and over (CVE-2023-44487).</summary>
    private static byte[] RapidReset(Dice dice)
    {
        var output = new List<byte>(Frames.Start);
        var calls = dice.Between(50, 500);
        for (var stream = 1u; calls > 0; calls--, stream += 2)
        {
            output.AddRange(Head(stream, Frames.EndHeaders));
            output.AddRange(Frames.Reset(stream, 8));
        }

        return [.. output];
    }

    private static byte[] Flood(Dice dice, byte[] frame)
    {
        var output = new List<byte>();
        for (var frames = dice.Between(1_000, 3_000); frames > 0; frames--) output.AddRange(frame);
        return [.. output];
    }

    private static byte[] ContinuationFlood(Dice dice)
    {
        var output = new List<byte>(Frames.Start);
        output.AddRange(Head(1, Frames.EndStream));
        var block = Hpack.Encode([new HeaderLine("x-flood", new string('f', dice.Pick(0, 100, 4_000)))]);
        for (var frames = dice.Between(10, 300); frames > 0; frames--)
            output.AddRange(Frames.Make(FrameType.Continuation, 0, 1, dice.Percent(20) ? [] : block));
        return [.. output];
    }

    private static byte[] WindowOverflow(Dice dice)
    {
        var stream = dice.Pick(0u, 1u);
        var increment = dice.Pick<uint>(0u, 1u, int.MaxValue, uint.MaxValue);
        return [.. Headers(1), .. Frames.WindowUpdate(stream, increment), .. Frames.WindowUpdate(stream, increment)];
    }

    private static byte[] Settings(Dice dice)
    {
        var output = new List<byte>();
        output.AddRange(Frames.Start);
        for (var settings = dice.Between(1, 5); settings > 0; settings--)
        {
            var value = dice.Pick(0u, 1u, 2u, 16_383u, 16_384u, 0xff_ffffu, 0x100_0000u, 0x8000_0000u, uint.MaxValue);
            output.AddRange(Setting((ushort)dice.Between(0, 9), value));
        }

        output.AddRange(Head(1, Frames.EndHeaders | Frames.EndStream));
        return [.. output];
    }

    private static byte[] Streams(int count)
    {
        var output = new List<byte>();
        for (var stream = 1u; count > 0; count--, stream += 2) output.AddRange(Head(stream, Frames.EndHeaders));
        return [.. output];
    }

    private static byte[] PriorityAndPush(Dice dice) =>
    [
        .. Headers(1),
        .. Frames.Make(FrameType.Priority, 0, 1, dice.Pick<byte[]>([0, 0, 0, 1, 0], [0x80, 0, 0, 3, 255], [0, 0])),
        .. Frames.Make(FrameType.PushPromise, Frames.EndHeaders, 1, [0, 0, 0, 2, .. s_head]),
    ];
}
