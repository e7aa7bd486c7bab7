using System.Globalization;
using FsCheck.Fluent;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Rules;

public sealed class MallCalendarTests
{
    [Theory]
    [InlineData("Asia/Shanghai", "00:00", "2026-03-14T15:59:59.9999999Z", "2026-03-14")]
    [InlineData("Asia/Shanghai", "00:00", "2026-03-14T16:00:00Z", "2026-03-15")]
    [InlineData("Asia/Shanghai", "04:00", "2026-03-14T19:59:59Z", "2026-03-14")]
    [InlineData("Asia/Shanghai", "04:00", "2026-03-14T20:00:00Z", "2026-03-15")]
    [InlineData("Asia/Shanghai", "04:00", "2026-01-01T03:59:59+08:00", "2025-12-31")]
    [InlineData("Asia/Shanghai", "04:00", "2024-03-01T03:59:59+08:00", "2024-02-29")]
    // 8 March 2026, 02:00 EST: clocks go forward, the day has 23 hours.
    [InlineData("America/New_York", "00:00", "2026-03-08T04:59:59Z", "2026-03-07")]
    [InlineData("America/New_York", "00:00", "2026-03-08T05:00:00Z", "2026-03-08")]
    [InlineData("America/New_York", "00:00", "2026-03-09T03:59:59Z", "2026-03-08")]
    [InlineData("America/New_York", "00:00", "2026-03-09T04:00:00Z", "2026-03-09")]
    [InlineData("America/New_York", "04:00", "2026-03-08T07:59:59Z", "2026-03-07")] // 03:59:59 EDT
    [InlineData("America/New_York", "04:00", "2026-03-08T08:00:00Z", "2026-03-08")]
    [InlineData("America/New_York", "02:30", "2026-03-08T06:59:59Z", "2026-03-07")] // 02:30 doesn't exist
    [InlineData("America/New_York", "02:30", "2026-03-08T07:00:00Z", "2026-03-08")]
    // 1 November 2026, 02:00 EDT: clocks go back, the day has 25 hours.
    [InlineData("America/New_York", "00:00", "2026-11-01T03:59:59Z", "2026-10-31")]
    [InlineData("America/New_York", "00:00", "2026-11-02T04:59:59Z", "2026-11-01")]
    [InlineData("America/New_York", "00:00", "2026-11-02T05:00:00Z", "2026-11-02")]
    [InlineData("America/New_York", "04:00", "2026-11-01T08:59:59Z", "2026-10-31")] // 03:59:59 EST
    [InlineData("America/New_York", "04:00", "2026-11-01T09:00:00Z", "2026-11-01")]
    // The ends of the earth, and an offset that isn't the mall's.
    [InlineData("Pacific/Kiritimati", "00:00", "2026-03-14T10:00:00Z", "2026-03-15")] // +14
    [InlineData("Pacific/Kiritimati", "00:00", "2026-03-14T09:59:59Z", "2026-03-14")]
    [InlineData("Etc/GMT+12", "00:00", "2026-03-14T11:59:59Z", "2026-03-13")] // −12
    [InlineData("Asia/Shanghai", "00:00", "2026-03-15T06:00:00+14:00", "2026-03-15")]
    [InlineData("Asia/Shanghai", "00:00", "2026-03-14T01:59:59-14:00", "2026-03-14")]
    [InlineData("Asia/Shanghai", "00:00", "2026-03-14T02:00:00-14:00", "2026-03-15")]
    [InlineData("Asia/Kolkata", "00:00", "2026-03-14T18:30:00Z", "2026-03-15")]
    public void DateOf_Instant_IsTheMallsDate(string zone, string dayChange, string instant, string expected)
    {
        var calendar = new MallCalendar(
            Sample.Zone(zone), TimeOnly.ParseExact(dayChange, "HH:mm", CultureInfo.InvariantCulture));
        var date = calendar.DateOf(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
        Assert.Equal(expected, date.ToString("O"));
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Asia/Shanghai")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Etc/GMT+12")]
    public void DateOf_EndsOfTime_AreAnswered(string zone)
    {
        foreach (var dayChange in new[] { TimeOnly.MinValue, new TimeOnly(4, 0), TimeOnly.MaxValue })
        {
            var calendar = new MallCalendar(Sample.Zone(zone), dayChange);
            Assert.Equal(DateOnly.MinValue, calendar.DateOf(DateTimeOffset.MinValue));
            Assert.True(calendar.DateOf(DateTimeOffset.MaxValue) >= DateOnly.MaxValue.AddDays(-2));
            Assert.True(calendar.DateOf(new DateTimeOffset(TimeSpan.TicksPerHour, TimeSpan.Zero)).Year == 1);
        }
    }

    /// <summary>Time never takes a business date back, whatever the clocks on the wall do.</summary>
    [Fact]
    public void DateOf_LaterInstant_IsNeverAnEarlierDate() => Always.SlotChanges(
        from minutes in Gen.Choose(0, 2 * 366 * 24 * 60)
        from step in Gen.Choose(1, 180)
        from hour in Gen.Choose(0, 23)
        from half in Gen.Elements(0, 30)
        select (minutes, step, new TimeOnly(hour, half)),
        sample =>
        {
            var calendar = new MallCalendar(Sample.Zone("America/New_York"), sample.Item3);
            var instant = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(sample.minutes);
            Assert.True(calendar.DateOf(instant) <= calendar.DateOf(instant.AddMinutes(sample.step)));
        },
        2_000);

    /// <summary>
    /// A day change inside the hour that is repeated in autumn: the date changes the first time and stays changed.
    /// </summary>
    [Fact]
    public void DateOf_DayChangeInTheRepeatedHour_ChangesOnce()
    {
        var calendar = new MallCalendar(Sample.Zone("America/New_York"), new TimeOnly(1, 30));
        var midnight = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(-4));
        var dates = Enumerable.Range(0, 240).Select(minute => calendar.DateOf(midnight.AddMinutes(minute))).ToArray();
        Assert.Equal(90, dates.Count(date => date == new DateOnly(2026, 10, 31)));
        Assert.Equal(dates.Order(), dates);
    }
}
