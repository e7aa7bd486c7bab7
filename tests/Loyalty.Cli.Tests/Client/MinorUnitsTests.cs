using Google.Type;
using Loyalty.Client;

namespace Loyalty.Cli.Tests.Client;

public sealed class MinorUnitsTests
{
    [Theory]
    [InlineData(0, 100, 0, 0)]
    [InlineData(1999, 100, 19, 990_000_000)]
    [InlineData(-5, 100, 0, -50_000_000)]
    [InlineData(-1999, 1_000, -1, -999_000_000)]
    [InlineData(7, 1, 7, 0)]
    [InlineData(long.MaxValue, 10_000, 922_337_203_685_477, 580_700_000)]
    [InlineData(long.MinValue, 100, -92_233_720_368_547_758, -80_000_000)]
    public void Money_OfMinorUnits_GoesThereAndBack(long minorUnits, long perMajor, long units, int nanos)
    {
        var money = MinorUnits.ToMoney(minorUnits, "USD", perMajor);
        Assert.Equal(new Money { CurrencyCode = "USD", Units = units, Nanos = nanos }, money);
        Assert.True(MinorUnits.TryFromMoney(money, perMajor, out var back));
        Assert.Equal(minorUnits, back);
    }

    [Theory]
    [InlineData(1, 1, 100)]
    [InlineData(1, -10_000_000, 100)]
    [InlineData(-1, 10_000_000, 100)]
    [InlineData(0, 1_000_000_000, 100)]
    [InlineData(0, 500_000_000, 1)]
    [InlineData(long.MaxValue, 0, 100)]
    public void Money_ThatIsNone_IsRefused(long units, int nanos, long perMajor) =>
        Assert.False(MinorUnits.TryFromMoney(new Money { Units = units, Nanos = nanos }, perMajor, out _));
}
