using System.Globalization;

namespace Loyalty.Torture.Machine;

/// <summary>The mall's business dates, in a time zone without summer time.</summary>
/// <param name="Zone">Hours east of UTC, -12 to 14.</param>
/// <param name="Change">The local time at which a date begins.</param>
public sealed record MallDay(int Zone, TimeOnly Change)
{
    private const int EarlyHour = 3; // a date has to begin before noon

    /// <summary>As the server's default settings have it: Asia/Shanghai, at midnight.</summary>
    public static MallDay Default { get; } = new(8, TimeOnly.MinValue);

    /// <summary>For the command line of a server. The zones' names count westwards.</summary>
    public IReadOnlyList<string> Settings =>
    [
        "--Loyalty:Program:TimeZone", string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{-Zone:+0;-0;+0}"),
        "--Loyalty:Program:DayChange", Change.ToString("HH:mm", CultureInfo.InvariantCulture),
    ];

    /// <summary>Days of which one begins with a minute soon.</summary>
    /// <param name="now">The present.</param>
    /// <param name="soon">How long it lasts at least until then; it may be a minute more.</param>
    public static MallDay ChangingAfter(DateTimeOffset now, TimeSpan soon)
    {
        var zone = EarlyHour - now.UtcDateTime.Hour;
        if (zone < -12) zone += 24;
        var change = now.UtcDateTime.AddHours(zone) + soon + TimeSpan.FromMinutes(1);
        return new MallDay(zone, new TimeOnly(change.Hour, change.Minute));
    }

    public DateOnly DateOf(DateTimeOffset time) =>
        DateOnly.FromDateTime(time.UtcDateTime.AddHours(Zone) - Change.ToTimeSpan());

    /// <summary>When the date after that of an instant begins.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset time) =>
        new DateTimeOffset(DateOf(time).AddDays(1).ToDateTime(Change), TimeSpan.Zero).AddHours(-Zone);
}
