namespace Loyalty.Domain.Rules;

/// <summary>The mall's local dates.</summary>
/// <param name="zone">Its time zone.</param>
/// <param name="dayChange">The local time at which a business date begins; a mall open past midnight moves it.</param>
public sealed class MallCalendar(TimeZoneInfo zone, TimeOnly dayChange)
{
    public TimeZoneInfo Zone => zone;

    public TimeOnly DayChange => dayChange;

    /// <summary>
    /// The business date of an instant. A later instant never has an earlier date: where the clocks go back over the
    /// day change, the date changes the first time. What would lie beyond the calendar's ends is its end.
    /// </summary>
    public DateOnly DateOf(DateTimeOffset instant)
    {
        var sinceFirstChange = TimeZoneInfo.ConvertTime(instant, zone).Ticks - dayChange.Ticks;
        if (sinceFirstChange < 0) return DateOnly.MinValue;
        var date = DateOnly.FromDateTime(new DateTime(sinceFirstChange));
        return date < DateOnly.MaxValue && HasChangedBefore(date.AddDays(1), instant) ? date.AddDays(1) : date;
    }

    /// <summary>Whether a date whose beginning the clocks show twice had begun the first time.</summary>
    private bool HasChangedBefore(DateOnly date, DateTimeOffset instant)
    {
        var change = date.ToDateTime(dayChange);
        return zone.IsAmbiguousTime(change)
            && instant >= new DateTimeOffset(change, zone.GetAmbiguousTimeOffsets(change).Max());
    }
}
