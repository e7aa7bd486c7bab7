namespace Loyalty.Domain.Rules;

/// <summary>The mall's local dates.</summary>
/// <param name="zone">Its time zone.</param>
/// <param name="dayChange">The local time at which a business date begins; a mall open past midnight moves it.</param>
public sealed class MallCalendar(TimeZoneInfo zone, TimeOnly dayChange)
{
    public TimeZoneInfo Zone => zone;

    /// <summary>The business date of an instant.</summary>
    public DateOnly DateOf(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        var sinceFirstDate = local.Ticks - dayChange.Ticks;
        return sinceFirstDate < 0 ? DateOnly.MinValue : DateOnly.FromDateTime(new DateTime(sinceFirstDate));
    }
}
