using FsCheck.Fluent;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Rules;

public sealed class PointsExpiryTests
{
    [Theory]
    [InlineData("EndOfNextYear", "2026-01-01", "2027-12-31")]
    [InlineData("EndOfNextYear", "2026-12-31", "2027-12-31")]
    [InlineData("EndOfNextYear", "2024-02-29", "2025-12-31")]
    [InlineData("EndOfNextYear", "0001-01-01", "0002-12-31")]
    [InlineData("EndOfNextYear", "9998-12-31", "9999-12-31")]
    [InlineData("EndOfNextYear", "9999-01-01", "9999-12-31")]
    [InlineData("EndOfNextYear", "9999-12-31", "9999-12-31")]
    [InlineData("Months:1", "2026-01-31", "2026-02-28")]
    [InlineData("Months:1", "2024-01-31", "2024-02-29")]
    [InlineData("Months:1", "2026-02-28", "2026-03-28")] // not the month's end again
    [InlineData("Months:12", "2024-02-29", "2025-02-28")]
    [InlineData("Months:48", "2024-02-29", "2028-02-29")]
    [InlineData("Months:24", "2026-12-31", "2028-12-31")]
    [InlineData("Months:1200", "2026-06-30", "2126-06-30")]
    [InlineData("Months:1", "9999-11-30", "9999-12-30")]
    [InlineData("Months:1", "9999-12-01", "9999-12-31")]
    [InlineData("Months:1200", "9999-12-31", "9999-12-31")]
    [InlineData("Never", "2026-06-30", null)]
    [InlineData("Never", "9999-12-31", null)]
    public void LastDateFor_ReceiptOfADay_IsTheTables(string setting, string receipt, string? expected)
    {
        Assert.True(PointsExpiry.TryParse(setting, out var expiry));
        Assert.Equal(expected, expiry.LastDateFor(Date(receipt))?.ToString("O"));
    }

    [Fact]
    public void LastDateFor_AnyDateAndSetting_IsNeverBeforeTheReceipt() => Always.SlotChanges(
        from date in Always.Date(DateOnly.MinValue, DateOnly.MaxValue)
        from months in Always.Number(0, 1_200)
        select (date, months),
        sample =>
        {
            var expiry = sample.months == 0 ? PointsExpiry.EndOfNextYear : PointsExpiry.Months((int)sample.months);
            Assert.True(expiry.LastDateFor(sample.date) >= sample.date);
        },
        2_000);

    [Fact]
    public void LastDateFor_LaterReceipt_NeverExpiresSooner() => Always.SlotChanges(
        from date in Always.Date(new DateOnly(1999, 1, 1), new DateOnly(2101, 1, 1))
        from months in Always.Number(1, 1_200)
        select (date, months),
        sample =>
        {
            var expiry = PointsExpiry.Months((int)sample.months);
            Assert.True(expiry.LastDateFor(sample.date) <= expiry.LastDateFor(sample.date.AddDays(1)));
        });

    [Theory]
    [InlineData("EndOfNextYear")]
    [InlineData("Never")]
    [InlineData("Months:1")]
    [InlineData("Months:1200")]
    public void TryParse_Setting_IsWrittenBack(string setting)
    {
        Assert.True(PointsExpiry.TryParse(setting, out var expiry));
        Assert.Equal(setting, expiry.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("never")]
    [InlineData("Months")]
    [InlineData("Months:")]
    [InlineData("Months:0")]
    [InlineData("Months:1201")]
    [InlineData("Months:-1")]
    [InlineData("Months:+1")]
    [InlineData("Months: 1")]
    [InlineData("Months:1.5")]
    [InlineData("Months:99999999999")]
    [InlineData("Never ")]
    public void TryParse_AnythingElse_IsRefused(string setting) => Assert.False(PointsExpiry.TryParse(setting, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_201)]
    public void Months_OutOfRange_Throws(int months) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PointsExpiry.Months(months));

    private static DateOnly Date(string text) =>
        DateOnly.ParseExact(text, "O", System.Globalization.CultureInfo.InvariantCulture);
}
