using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace Loyalty.Cli.Output;

/// <summary>
/// A message as JSON for scripts: the contract's field names; 64-bit integers as numbers, since nothing here passes
/// 2^53; dates and times as ISO 8601, bytes as hexadecimal. What is absent is left out; zeros are not.
/// </summary>
internal static class MessageJson
{
    public static JsonNode Of(IMessage message) => message switch
    {
        Timestamp time => JsonValue.Create(
            time.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture)),
        Date date => JsonValue.Create(Dates.Print(date)),
        _ => Fields(message),
    };

    private static JsonObject Fields(IMessage message)
    {
        var node = new JsonObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var absent = field.HasPresence && !field.Accessor.HasValue(message);
            if (!absent) node.Add(field.Name, Value(field, field.Accessor.GetValue(message)));
        }

        return node;
    }

    private static JsonNode? Value(FieldDescriptor field, object value)
    {
        if (!field.IsRepeated) return Single(field, value);
        var items = new JsonArray();
        foreach (var item in (System.Collections.IEnumerable)value) items.Add(Single(field, item));
        return items;
    }

    private static JsonNode? Single(FieldDescriptor field, object value) => value switch
    {
        IMessage message => Of(message),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => field.FieldType == FieldType.Enum
            ? JsonValue.Create(field.EnumType.FindValueByNumber(number)?.Name ?? $"{number}")
            : JsonValue.Create(number),
        long number => JsonValue.Create(number),
        System.Enum choice => Single(field, Convert.ToInt32(choice, null)),
        ByteString bytes => JsonValue.Create(Convert.ToHexStringLower(bytes.Span)),
        _ => throw new NotSupportedException($"{field.FullName} has a type that the contract didn't use so far."),
    };
}
