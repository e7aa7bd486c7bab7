using Google.Protobuf.WellKnownTypes;
using Date = Google.Type.Date;

namespace Loyalty.Server.Mapping;

/// <summary>Between the wire's dates and instants and ours.</summary>
internal static class DateMapping
{
    /// <summary>0001-01-02 and 9998-12-31 at UTC: inside them every zone's date is one of the calendar.</summary>
    private const long MinSeconds = -62_135_510_400, MaxSeconds = 253_370_678_400;

    /// <summary>Reads a whole date of the years 2 to 9997, so that a business date can be reckoned from.</summary>
    public static bool TryRead(Date? date, out DateOnly read)
    {
        read = default;
        if (date is not { Year: >= 2 and <= 9997, Month: >= 1 and <= 12, Day: >= 1 }
            || date.Day > DateTime.DaysInMonth(date.Year, date.Month)) return false;
        read = new DateOnly(date.Year, date.Month, date.Day);
        return true;
    }

    public static bool TryRead(Timestamp time, out DateTimeOffset read)
    {
        read = default;
        if (time.Seconds is < MinSeconds or > MaxSeconds || time.Nanos is < 0 or > 999_999_999) return false;
        read = time.ToDateTimeOffset();
        return true;
    }

    public static Date ToDate(DateOnly date) => new() { Year = date.Year, Month = date.Month, Day = date.Day };

    /// <summary>Absent for what never comes.</summary>
    public static Date? ToDate(DateOnly? date) => date is { } known ? ToDate(known) : null;
}
