using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Loyalty.Domain.Rules;
using Loyalty.V1;

namespace Loyalty.Cli;

/// <summary>
/// The program's local time. A time that the clocks skip is read with the offset before the gap, so that it falls
/// as long after the change; one that they repeat is taken as the earlier of the two.
/// </summary>
internal sealed class MallTime(TimeZoneInfo zone, TimeOnly dayChange = default)
{
    public static MallTime Of(GetProgramResponse program) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(program.TimeZone, out var zone)
            ? new MallTime(zone, DayChange(program))
            : throw new CommandException(
                "TIME_ZONE_UNKNOWN", $"This machine doesn't know the program's time zone “{program.TimeZone}”.");

    /// <summary>The business date of a local time: before the day change it is still the day before.</summary>
    public DateOnly ToBusinessDate(DateTime local) => DateOnly.FromDateTime(local - dayChange.ToTimeSpan());

    /// <summary>The business date of an instant, as the engine reckons it.</summary>
    public DateOnly ToBusinessDate(DateTimeOffset instant) => new MallCalendar(zone, dayChange).DateOf(instant);

    public Timestamp ToTimestamp(DateTime local) => Timestamp.FromDateTimeOffset(ToInstant(local));

    public DateTimeOffset ToInstant(DateTime local)
    {
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddDays(-1))
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    /// <summary>A server that doesn't say changes its day at midnight.</summary>
    private static TimeOnly DayChange(GetProgramResponse program) => TimeOnly.TryParseExact(
        program.DayChange, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var change)
        ? change
        : default;
}
