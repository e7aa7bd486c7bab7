using System.CommandLine;
using System.Globalization;

namespace Loyalty.Cli.Commands;

/// <summary>Durations on the command line: 500ms, 5s, 2m, 1h; a bare number is seconds.</summary>
internal static class Durations
{
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result => TryParse(result.Tokens[0].Value, out var value)
            ? value
            : Fail(result, name),
    };

    /// <summary>False below 0, above a day, and for what is no duration.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        var digits = text.AsSpan().TrimEnd("hms");
        var scale = text.AsSpan(digits.Length) switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "" or "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            _ => 0,
        };
        value = default;
        if (scale == 0 || !decimal.TryParse(
            digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (number > TimeSpan.TicksPerDay / scale) return false;
        value = TimeSpan.FromTicks((long)(number * scale));
        return true;
    }

    private static TimeSpan? Fail(System.CommandLine.Parsing.ArgumentResult result, string name)
    {
        result.AddError($"{name} takes a duration of at most a day, like 500ms, 5s or 2m.");
        return null;
    }
}
