using FsCheck.Fluent;
using Loyalty.Domain.Cards;

namespace Loyalty.Domain.Tests.Cards;

public sealed class CardNumberTests
{
    [Theory]
    [InlineData("7992739871", 3)] // the textbook example
    [InlineData("4992739871", 6)]
    [InlineData("453914880343646", 7)]
    [InlineData("37828224631000", 5)] // an even-length payload
    [InlineData("601111111111111", 7)]
    [InlineData("0", 0)]
    [InlineData("9", 1)]
    [InlineData("", 0)]
    public void CheckDigit_KnownPayload_IsLuhns(string payload, int expected) =>
        Assert.Equal(expected, CardNumber.CheckDigit(payload));

    [Fact]
    public void CheckDigit_OneDigitChanged_IsNoticed() => Always.SlotChanges(
        from body in Gen.Choose(0, 9).ListOf(18)
        from at in Gen.Choose(0, 17)
        from change in Gen.Choose(1, 9)
        select (body, at, change),
        sample =>
        {
            var payload = string.Concat(sample.body);
            var wrong = payload.ToCharArray();
            wrong[sample.at] = (char)('0' + (wrong[sample.at] - '0' + sample.change) % 10);
            Assert.NotEqual(CardNumber.CheckDigit(payload), CardNumber.CheckDigit(wrong));
        });

    [Theory]
    [InlineData("")]
    [InlineData("7992739")] // 7 digits
    [InlineData("79927398713799273987")] // 20 digits
    [InlineData("7992739871X")]
    [InlineData("7992-7398-713")]
    [InlineData("79927398713\n")]
    [InlineData(" 79927398713")]
    [InlineData("79927398713 ")]
    [InlineData("-79927398713")]
    [InlineData("７９９２７３９８７１３")] // full-width digits
    [InlineData("٧٩٩٢٧٣٩٨٧١٣")]
    [InlineData("79927398713\0")]
    [InlineData("7 9 9 2 7 3 9 8 7 1 3 7 9 9 2")]
    public void Parse_NotANumber_IsMalformed(string text)
    {
        Assert.Equal(Refusal.CardNumberMalformed, CardNumber.Parse(text, out var number));
        Assert.Equal(default, number);
    }

    [Fact]
    public void Parse_Enormous_IsMalformed() =>
        Assert.Equal(Refusal.CardNumberMalformed, CardNumber.Parse(new string('1', 5_000_000), out _));

    [Theory]
    [InlineData("79927398710")]
    [InlineData("79927398731")] // two digits swapped
    public void Parse_WrongCheckDigit_SaysSo(string text) =>
        Assert.Equal(Refusal.CardNumberCheckDigit, CardNumber.Parse(text, out _));

    /// <summary>Both faults at once: the shape is told first.</summary>
    [Fact]
    public void Parse_TooShortAndWrongCheckDigit_IsMalformed() =>
        Assert.Equal(Refusal.CardNumberMalformed, CardNumber.Parse("7992731", out _));

    [Theory]
    [InlineData("79927398713", "79927398713")]
    [InlineData("7992 7398 713", "79927398713")]
    [InlineData("4539 1488 0343 6467", "4539148803436467")]
    [InlineData("18", null)]
    [InlineData("00000000", "00000000")] // the shortest
    [InlineData("8800123456789012345", null)]
    public void Parse_GroupedOrPlain_KeepsTheDigits(string text, string? digits)
    {
        var refusal = CardNumber.Parse(text, out var number);
        Assert.Equal(digits is null, refusal is not null);
        Assert.Equal(digits, digits is null ? null : number.Digits);
    }

    [Fact]
    public void Create_AnyPrefixAndBody_IsParsedBack() => Always.SlotChanges(
        from prefix in Gen.Choose(0, 9).ListOf(CardNumber.MaxPrefixLength)
        from body in Gen.Choose(0, 9).ListOf(CardNumber.BodyLength)
        select (string.Concat(prefix), string.Concat(body)),
        sample =>
        {
            var created = CardNumber.Create(sample.Item1, sample.Item2);
            Assert.Null(CardNumber.Parse(created.Digits, out var parsed));
            Assert.Equal(created, parsed);
            Assert.Equal(CardNumber.MaxLength, created.Digits.Length);
            Assert.StartsWith(sample.Item1 + sample.Item2, created.Digits, StringComparison.Ordinal);
        });

    [Fact]
    public void ToString_AnyNumber_ShowsTheLastFourDigitsOnly()
    {
        Assert.Equal("*******8713", new CardNumber("79927398713").ToString());
        Assert.Equal("****", default(CardNumber).ToString());
    }

    [Fact]
    public void ToString_UnissuedCard_DoesNotThrow() =>
        Assert.Contains("****", CardState.Unissued(Sample.CardId).ToString(), StringComparison.Ordinal);

    [Fact]
    public void UniqueKey_IsFrozen() => Assert.Equal("number/79927398713", new CardNumber("79927398713").UniqueKey);
}
