using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>
/// Makes a message that its method might well accept, from the names and types of its fields alone, so that a field
/// added to a proto is filled as well.
/// </summary>
public static class PlausibleMessage
{
    private const int RepeatedPercent = 15;

    public static IMessage Create(MessageDescriptor type, Dice dice, World world)
    {
        if (type == Date.Descriptor) return world.Date;
        if (type == Money.Descriptor)
            return new Money { CurrencyCode = world.Currency, Units = dice.Between(1, 500) };
        if (type == Timestamp.Descriptor)
        {
            var noon = world.Today.ToDateTime(new TimeOnly(4, 0), DateTimeKind.Utc);
            return Timestamp.FromDateTime(noon.AddSeconds(dice.Below(3_600)));
        }

        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsMap) continue;
            if (!field.IsRepeated) field.Accessor.SetValue(message, Value(field, dice, world));
            else if (dice.Percent(RepeatedPercent))
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(Value(field, dice, world));
        }

        return message;
    }

    /// <summary>A value of the field's own type; of a repeated field, one element.</summary>
    public static object Value(FieldDescriptor field, Dice dice, World world) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => Create(field.MessageType, dice, world),
        FieldType.String when field.Name == "card_number" => dice.PickFrom(
            field.ContainingType.FindFieldByName("request_id") is null ? world.Cards : world.ChangingCards),
        FieldType.String => Text(field.Name, dice),
        FieldType.Bytes => ByteString.CopyFrom(dice.Bytes(dice.Below(16))),
        FieldType.Bool => dice.Percent(50),
        FieldType.Enum => dice.Below(field.EnumType.Values.Count),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => (long)dice.Below(100),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)dice.Below(100),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)dice.Below(100),
        FieldType.Double => (double)dice.Below(100),
        FieldType.Float => (float)dice.Below(100),
        _ => dice.Below(100),
    };

    private static string Text(string name, Dice dice) => name switch
    {
        "store" => "S1",
        "page_token" => dice.Percent(50) ? "" : "1",
        _ when name.EndsWith("_id", StringComparison.Ordinal) => dice.Uuid(),
        _ => "F" + dice.Below(1_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
