using Google.Type;

namespace Loyalty.Cli.Output;

/// <summary>Dates as ISO 8601.</summary>
internal static class Dates
{
    public static string Print(Date? date) => date is null ? "" : $"{date.Year:0000}-{date.Month:00}-{date.Day:00}";

    public static Date Of(DateOnly date) => new() { Year = date.Year, Month = date.Month, Day = date.Day };
}
