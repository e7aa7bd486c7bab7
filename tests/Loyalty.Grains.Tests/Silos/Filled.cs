using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Loyalty.Grains.Tests.Silos;

/// <summary>Makes values in which nothing is left at its default, and texts of them that tell every part.</summary>
internal sealed class Filled
{
    private const BindingFlags Fields =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private int count;

    /// <summary>A value of a type; each number and text in it is another.</summary>
    public object Of(Type type)
    {
        if (Plain(type) is { } plain) return plain;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return ArrayOf(type.GetGenericArguments()[0]);
        if (type.IsAbstract) return Of(type.Assembly.GetTypes().First(child => child.BaseType == type));

        var value = RuntimeHelpers.GetUninitializedObject(type);
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
            foreach (var field in at.GetFields(Fields)) field.SetValue(value, Of(field.FieldType));
        return value;
    }

    private object? Plain(Type type)
    {
        count++;
        if (type.IsEnum) return Enum.GetValues(type).Cast<object>().Last();
        if (type == typeof(string)) return $"text {count} 顾客";
        if (type == typeof(bool)) return true;
        if (type == typeof(byte)) return (byte)count;
        if (type == typeof(int)) return count;
        if (type == typeof(long)) return long.MaxValue - count;
        if (type == typeof(ulong)) return ulong.MaxValue - (ulong)count;
        if (type == typeof(decimal)) return count + 0.5m;
        if (type == typeof(Guid)) return new Guid(count, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]);
        if (type == typeof(DateOnly)) return DateOnly.MinValue.AddDays(count);
        if (type == typeof(TimeOnly)) return TimeOnly.MinValue.Add(TimeSpan.FromTicks(count));
        if (type == typeof(TimeSpan)) return TimeSpan.FromTicks(count);
        return type == typeof(DateTimeOffset) ? DateTimeOffset.UnixEpoch.AddTicks(count) : null;
    }

    private object ArrayOf(Type element)
    {
        var items = Array.CreateInstance(element, 2);
        for (var i = 0; i < items.Length; i++) items.SetValue(Of(element), i);
        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create)
                && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }

    /// <summary>Every part of a value, by its fields.</summary>
    public static string TextOf(object? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(object? value, StringBuilder text)
    {
        if (value is null)
        {
            text.Append("null");
        }
        else if (value is System.Collections.IEnumerable items and not string)
        {
            text.Append('[');
            foreach (var item in items) Write(item, text.Append(' '));
            text.Append(']');
        }
        else if (value is string or IFormattable or bool)
        {
            var format = value is DateTimeOffset or DateOnly or TimeOnly ? "O" : null;
            text.Append(value is IFormattable one ? one.ToString(format, CultureInfo.InvariantCulture) : value);
        }
        else
        {
            text.Append('{');
            for (var at = value.GetType(); at is not null && at != typeof(object); at = at.BaseType)
            {
                foreach (var field in at.GetFields(Fields))
                    Write(field.GetValue(value), text.Append(' ').Append(field.Name).Append('='));
            }

            text.Append('}');
        }
    }
}
