using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Type;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>Puts one field of a plausible message to an edge of what its type can hold, or just beyond.</summary>
public static class FieldEdges
{
    /// <summary>
    /// About the most bytes of one list: several times what a server takes as a message, and no more than it reads past
    /// without giving the connection up.
    /// </summary>
    private const int MaxListBytes = 4 << 20;

    private static readonly string[] s_texts =
    [
        "", " ", "\0", "a\0b", "\u0001", "\n", "\u007f", "é", "\u202e", "\ud83d\ude00", "\ufffd", "'; --", "%s%n%x",
        "../../x", "0", "-1", "9223372036854775808", "٠١٢٣", new string('9', 19), new string('9', 20),
        new string('x', 64), new string('x', 65), new string('é', 64), new string('z', 70_000),
    ];

    private static readonly long[] s_longs =
    [
        0, 1, -1, long.MinValue, long.MinValue + 1, long.MaxValue, long.MaxValue - 1, int.MinValue, int.MaxValue,
        int.MaxValue + 1L, 1L << 53, 92_233_720_368_547_758, 10_000_000, 10_000_001, -10_000_001,
        253_402_300_799, 253_402_300_800, -62_135_596_800, -62_135_596_801,
    ];

    private static readonly int[] s_ints =
    [
        0, 1, -1, int.MinValue, int.MaxValue, 999_999_999, 1_000_000_000, -999_999_999, -1_000_000_000, 10_000_000,
        10_000_001, 2, 12, 13, 29, 30, 31, 32, 9_997, 9_998, 9_999, 10_000, 1_001,
    ];

    private static readonly (int Year, int Month, int Day)[] s_noDates =
    [
        (0, 0, 0), (2026, 2, 29), (2026, 2, 30), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (2026, 1, 32), (0, 1, 1),
        (10_000, 1, 1), (-1, 1, 1), (int.MaxValue, 1, 1), (2026, int.MaxValue, int.MaxValue), (2100, 2, 29),
    ];

    /// <summary>
    /// Changes one field, at random any of the tree's. True if what it holds now is one that no call may accept.
    /// </summary>
    public static bool Apply(IMessage message, Dice dice, World world)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsMap).ToArray();
        if (fields.Length == 0) return false;
        var field = dice.Pick(fields);
        if (field.IsRepeated) return ApplyRepeated(message, field, dice, world);
        if (field.FieldType != FieldType.Message) return ApplyPlain(message, field, dice, world);
        if (dice.Percent(10))
        {
            field.Accessor.Clear(message);
            return false;
        }

        return field.Accessor.GetValue(message) switch
        {
            null => false,
            Date date when dice.Percent(50) => ToNoDate(date, dice) && field.Name == "business_date",
            Money money when dice.Percent(50) => ToNoMoney(money, dice),
            IMessage inner => Apply(inner, dice, world),
            _ => false,
        };
    }

    private static bool ApplyPlain(IMessage message, FieldDescriptor field, Dice dice, World world)
    {
        if (field.Name == "card_number")
        {
            field.Accessor.SetValue(message, NoCardNumber(dice.PickFrom(world.Cards), dice));
            return true;
        }

        if (field.Name == "request_id")
        {
            field.Accessor.SetValue(message, dice.PickFrom(NoUuids(dice.Uuid())));
            return true;
        }

        field.Accessor.SetValue(message, Edge(field, dice, world));
        return false;
    }

    private static object Edge(FieldDescriptor field, Dice dice, World world) => field.FieldType switch
    {
        FieldType.String => dice.Pick(s_texts),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => dice.Pick(s_longs),
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)dice.Pick(s_longs)),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 or FieldType.Enum => dice.Pick(s_ints),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)dice.Pick(s_ints)),
        FieldType.Double => dice.Pick(double.NaN, double.NegativeInfinity, double.MaxValue, -0.0),
        FieldType.Float => dice.Pick(float.NaN, float.NegativeInfinity, float.MaxValue, -0f),
        FieldType.Bytes => ByteString.CopyFrom(dice.Bytes(dice.Pick(0, 1, 4_096))),
        _ => PlausibleMessage.Value(field, dice, world),
    };

    private static bool ApplyRepeated(IMessage message, FieldDescriptor field, Dice dice, World world)
    {
        var list = (System.Collections.IList)field.Accessor.GetValue(message);
        var count = dice.Percent(2) ? dice.Pick(2_000, 2_001, 5_000) : dice.Between(1, 3);
        var element = PlausibleMessage.Value(field, dice, world);
        var mustRefuse = element is IMessage inner && Apply(inner, dice, world);
        if (element is IMessage item) count = Math.Min(count, 1 + MaxListBytes / (1 + item.CalculateSize()));
        for (var i = 0; i < count; i++) list.Add(element);
        return mustRefuse;
    }

    /// <summary>A number whose check digit is wrong, or that isn't one at all.</summary>
    private static string NoCardNumber(string number, Dice dice) => dice.Below(8) switch
    {
        0 => number[..^1] + ((number[^1] - '0' + dice.Between(1, 9)) % 10).ToString(CultureInfo.InvariantCulture),
        1 => number[..7],
        2 => number + "0000",
        3 => number + "\0",
        4 => number.Replace(number[0], 'O'),
        5 => "",
        6 => new string('9', 10_000),
        _ => string.Concat(number.Select(digit => (char)('٠' + (digit - '0')))),
    };

    private static string[] NoUuids(string uuid) =>
    [
        "", "{" + uuid + "}", uuid.Replace("-", "", StringComparison.Ordinal), uuid[..^1], uuid + "0", " " + uuid,
        Guid.Empty.ToString("D"), "(" + uuid + ")", new string('f', 36), uuid.Replace('-', '\0'),
    ];

    private static bool ToNoDate(Date date, Dice dice)
    {
        (date.Year, date.Month, date.Day) = dice.Pick(s_noDates);
        return true;
    }

    private static bool ToNoMoney(Money money, Dice dice)
    {
        switch (dice.Below(4))
        {
            case 0:
                money.Nanos = dice.Pick(1, 999_999_999, 5_000_000, 10_000_001); // less than a fen
                break;
            case 1:
                (money.Units, money.Nanos) = (dice.Pick(1, long.MaxValue), dice.Pick(-1, -10_000_000));
                break;
            case 2:
                money.Nanos = dice.Pick(1_000_000_000, int.MinValue, int.MaxValue, -1_000_000_000);
                break;
            default:
                money.CurrencyCode = dice.Pick("", "XXX", "cny", "CNY\0", "usd");
                break;
        }

        return true;
    }
}
