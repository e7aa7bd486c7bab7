using Loyalty.Torture.Machine;

namespace Loyalty.Torture.Tests;

public sealed class MallDayTests
{
    [Fact]
    public void Day_ChangingSoon_DoesSoOnceAndBeforeNoon()
    {
        var midnight = new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
        for (var now = midnight; now < midnight.AddDays(1); now = now.AddMinutes(7.3))
        {
            var day = MallDay.ChangingAfter(now, TimeSpan.FromSeconds(45));
            var change = day.NextAfter(now);
            Assert.InRange(change - now, TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(105));
            Assert.Equal(day.DateOf(now), day.DateOf(change.AddSeconds(-1)));
            Assert.Equal(day.DateOf(now).AddDays(1), day.DateOf(change));
            Assert.InRange(day.Change, TimeOnly.MinValue, new TimeOnly(12, 0));
            Assert.InRange(day.Zone, -12, 14);
        }
    }

    [Fact]
    public void Day_ByDefault_IsShanghais()
    {
        var evening = new DateTimeOffset(2026, 11, 29, 15, 59, 59, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2026, 11, 29), MallDay.Default.DateOf(evening));
        Assert.Equal(new DateOnly(2026, 11, 30), MallDay.Default.DateOf(evening.AddSeconds(1)));
        Assert.Equal(evening.AddSeconds(1), MallDay.Default.NextAfter(evening));
        Assert.Equal("Etc/GMT-8", MallDay.Default.Settings[1]);
    }
}
