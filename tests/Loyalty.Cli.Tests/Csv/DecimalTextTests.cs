using Loyalty.Cli.Csv;

namespace Loyalty.Cli.Tests.Csv;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", 2, 0)]
    [InlineData("1.5", 2, 150)]
    [InlineData("1.50", 2, 150)]
    [InlineData("1.500", 2, 150)]
    [InlineData("-0.01", 2, -1)]
    [InlineData("12", 0, 12)]
    [InlineData("12.00", 0, 12)]
    [InlineData("32623", 3, 32_623_000)]
    [InlineData("-9999999999999999.99", 2, -999_999_999_999_999_999)]
    [InlineData("1000000000000000", 2, 100_000_000_000_000_000)]
    public void Parse_PlainDecimal_IsExact(string text, int decimals, long expected)
    {
        Assert.Equal(DecimalFault.None, DecimalText.Parse(text.AsSpan(), decimals, out var value));
        Assert.Equal(expected, value);
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.Equal(DecimalFault.None, DecimalText.Parse<byte>(bytes, decimals, out value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1.234", 2)]
    [InlineData("0.001", 2)]
    [InlineData("0.5", 0)]
    [InlineData("1.0050", 2)]
    public void Parse_TooManyDecimals_IsTooPrecise(string text, int decimals) =>
        Assert.Equal(DecimalFault.TooPrecise, DecimalText.Parse(text.AsSpan(), decimals, out _));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData(" 5")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("٣")]
    [InlineData("NaN")]
    [InlineData("1.00x")]
    [InlineData("10000000000000000")]
    public void Parse_AnythingElse_IsMalformed(string text) =>
        Assert.Equal(DecimalFault.Malformed, DecimalText.Parse(text.AsSpan(), 2, out _));

    [Theory]
    [InlineData(0, 2, "0.00")]
    [InlineData(-1, 2, "-0.01")]
    [InlineData(123456, 3, "123.456")]
    [InlineData(7, 0, "7")]
    [InlineData(long.MinValue, 2, "-92233720368547758.08")]
    public void Print_OfMinorUnits_IsExact(long value, int decimals, string expected) =>
        Assert.Equal(expected, DecimalText.Print(value, decimals));
}
