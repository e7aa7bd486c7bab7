using System.Globalization;
using Google.Type;

namespace Loyalty.Cli.Output;

/// <summary>Dates as ISO 8601.</summary>
internal static class Dates
{
    public static string Print(Date? date) => date is null ? "" : $"{date.Year:0000}-{date.Month:00}-{date.Day:00}";

    public static Date Of(DateOnly date) => new() { Year = date.Year, Month = date.Month, Day = date.Day };

    /// <summary>Reads an option's date; null where it isn't given.</summary>
    public static Date? Parse(string option, string? text)
    {
        if (text is null) return null;
        return DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? Of(date)
            : throw new UsageException($"{option} “{text}” is no date; write one like 2026-11-30.");
    }
}
