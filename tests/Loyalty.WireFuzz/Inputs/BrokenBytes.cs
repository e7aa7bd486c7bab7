using Google.Protobuf;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>Breaks the bytes of a message, below what its fields are.</summary>
public static class BrokenBytes
{
    /// <summary>Ways to break a message's bytes, by the name that the report counts by.</summary>
    public static readonly (string Kind, Func<byte[], Dice, byte[]> Break)[] Ways =
    [
        ("random bytes", (_, dice) => dice.Bytes(dice.Below(dice.Percent(5) ? 8_192 : 64))),
        ("cut off", (valid, dice) => valid[..dice.Below(valid.Length + 1)]),
        ("bits flipped", FlipBits),
        ("a huge length", (valid, dice) => Insert(valid, dice, HugeLength(dice))),
        ("deep groups", (valid, dice) => [.. valid, .. Groups(dice)]),
        ("deep messages", DeepMessages),
        ("another wire type", AnotherWireType),
        ("fields twice", (valid, _) => [.. valid, .. valid]),
        ("unknown fields", UnknownFields),
        ("broken UTF-8", BrokenUtf8),
        ("overlong varints", (valid, dice) => Insert(valid, dice, Overlong(dice))),
        ("no field number", (valid, dice) => Insert(valid, dice, [dice.Pick<byte>(0, 1, 2, 3, 4, 5, 6, 7), 0])),
    ];

    private static byte[] FlipBits(byte[] valid, Dice dice)
    {
        byte[] bytes = [.. valid];
        for (var flips = bytes.Length == 0 ? 0 : dice.Between(1, 8); flips > 0; flips--)
            bytes[dice.Below(bytes.Length)] ^= (byte)(1 << dice.Below(8));
        return bytes;
    }

    private static byte[] Insert(byte[] valid, Dice dice, byte[] piece)
    {
        var at = dice.Percent(50) ? valid.Length : dice.Below(valid.Length + 1);
        return [.. valid[..at], .. piece, .. valid[at..]];
    }

    private static byte[] HugeLength(Dice dice) =>
    [
        (byte)((dice.Between(1, 15) << 3) | 2),
        .. dice.Pick<byte[]>(
            [0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0xff, 0xff, 0x0f], [0x80, 0x80, 0x80, 0x80, 0x08],
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0x80, 0x80, 0x20]),
    ];

    /// <summary>Groups of an unknown field in one another, closed or not.</summary>
    private static byte[] Groups(Dice dice)
    {
        var depth = dice.Pick(1, 99, 100, 101, 5_000);
        var opened = Enumerable.Repeat((byte)((15 << 3) | 3), depth);
        return dice.Percent(50) ? [.. opened] : [.. opened, .. Enumerable.Repeat((byte)((15 << 3) | 4), depth)];
    }

    /// <summary>Every field's bytes are again such a field, many times over.</summary>
    private static byte[] DeepMessages(byte[] valid, Dice dice)
    {
        var tag = (byte)((dice.Between(1, 4) << 3) | 2);
        byte[] inner = [];
        for (var depth = dice.Pick(3, 50, 101, 400); depth > 0; depth--)
        {
            var output = new MemoryStream();
            var coded = new CodedOutputStream(output);
            coded.WriteRawTag(tag);
            coded.WriteLength(inner.Length);
            coded.Flush();
            inner = [.. output.ToArray(), .. inner];
        }

        return dice.Percent(50) ? inner : [.. valid, .. inner];
    }

    private static byte[] AnotherWireType(byte[] valid, Dice dice)
    {
        byte[] bytes = [.. valid];
        if (bytes.Length > 0) bytes[0] = (byte)((bytes[0] & 0xf8) | dice.Below(8)); // the first tag is one byte
        return bytes;
    }

    private static byte[] UnknownFields(byte[] valid, Dice dice)
    {
        var output = new MemoryStream();
        var coded = new CodedOutputStream(output);
        for (var fields = dice.Between(1, 20); fields > 0; fields--)
        {
            var number = dice.Pick(100, 1_000, 19_000, 536_870_911);
            coded.WriteTag(number, WireFormat.WireType.LengthDelimited);
            coded.WriteBytes(ByteString.CopyFrom(dice.Bytes(dice.Below(64))));
        }

        coded.Flush();
        return [.. valid, .. output.ToArray()];
    }

    /// <summary>Text fields 1 and 2 of any message, with bytes that are no text.</summary>
    private static byte[] BrokenUtf8(byte[] valid, Dice dice)
    {
        var text = dice.Pick<byte[]>(
            [0x80], [0xc3, 0x28], [0xff, 0xfe], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80],
            [0xe2, 0x82]);
        return [.. valid, (byte)((dice.Between(1, 2) << 3) | 2), (byte)text.Length, .. text];
    }

    private static byte[] Overlong(Dice dice) =>
    [
        (byte)(dice.Between(1, 15) << 3),
        .. Enumerable.Repeat((byte)0xff, dice.Pick(9, 10, 11, 64)),
        (byte)dice.Below(2),
    ];
}
