using System.Globalization;
using Loyalty.V1;

namespace Loyalty.Cli.Tests;

public sealed class MallTimeTests
{
    [Theory]
    [InlineData("America/New_York", "2017-01-01T07:30:27", "2017-01-01T12:30:27Z")]
    [InlineData("America/New_York", "2017-07-01T00:00:00", "2017-07-01T04:00:00Z")]
    [InlineData("Asia/Shanghai", "2024-02-29T23:59:59", "2024-02-29T15:59:59Z")]
    // The clocks go from 02:00 to 03:00: half an hour after 02:00 is 03:30.
    [InlineData("America/New_York", "2017-03-12T02:30:00", "2017-03-12T07:30:00Z")]
    // The clocks go from 02:00 back to 01:00: 01:30 comes twice, and the first counts.
    [InlineData("America/New_York", "2017-11-05T01:30:00", "2017-11-05T05:30:00Z")]
    [InlineData("America/New_York", "2017-11-05T02:00:00", "2017-11-05T07:00:00Z")]
    // Midnight itself is skipped.
    [InlineData("America/Sao_Paulo", "2017-10-15T00:30:00", "2017-10-15T03:30:00Z")]
    // Half an hour of summer time.
    [InlineData("Australia/Lord_Howe", "2017-10-01T02:15:00", "2017-09-30T15:45:00Z")]
    public void Instant_OfLocalTime_IsAsDocumented(string zone, string local, string expected)
    {
        var time = MallTime.Of(new GetProgramResponse { TimeZone = zone });
        var instant = time.ToInstant(DateTime.Parse(local, CultureInfo.InvariantCulture));
        Assert.Equal(expected, instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Zone_UnknownHere_IsSaid() => Assert.Equal(
        "TIME_ZONE_UNKNOWN",
        Assert.Throws<CommandException>(() => MallTime.Of(new GetProgramResponse { TimeZone = "Mars/Base" })).Reason);

    [Theory]
    [InlineData("", "2017-03-01T00:30:00", "2017-03-01")]
    [InlineData("04:00", "2017-03-01T00:30:00", "2017-02-28")]
    [InlineData("04:00", "2017-03-01T04:00:00", "2017-03-01")]
    public void BusinessDate_OfLocalTime_IsThatOfTheDayChange(string dayChange, string local, string expected)
    {
        var time = MallTime.Of(new GetProgramResponse { TimeZone = "America/New_York", DayChange = dayChange });

        var date = time.ToBusinessDate(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(DateOnly.ParseExact(expected, "O", System.Globalization.CultureInfo.InvariantCulture), date);
    }
}
