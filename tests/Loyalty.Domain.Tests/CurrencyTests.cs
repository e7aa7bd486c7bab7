namespace Loyalty.Domain.Tests;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("CNY", 100)]
    [InlineData("USD", 100)]
    [InlineData("JPY", 1)]
    [InlineData("KWD", 1_000)]
    [InlineData("CLF", 10_000)]
    public void MinorUnitsPerMajor_KnownCurrency_FollowsIso4217(string code, long expected) =>
        Assert.Equal(expected, new Currency(code).MinorUnitsPerMajor);

    [Theory]
    [InlineData("CNY", true)]
    [InlineData("cny", false)]
    [InlineData("CN", false)]
    [InlineData("CNYY", false)]
    [InlineData("C1Y", false)]
    [InlineData("ＣＮＹ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsWellFormed_ThreeCapitalLetters_Only(string? code, bool expected) =>
        Assert.Equal(expected, Currency.IsWellFormed(code));
}
