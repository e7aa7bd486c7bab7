using System.Globalization;
using Google.Type;
using Loyalty.Domain;

namespace Loyalty.Server.Mapping;

/// <summary>Between <c>google.type.Money</c> at the edge and minor units inside.</summary>
internal static class MoneyMapping
{
    private const long NanosPerUnit = 1_000_000_000;

    /// <summary>
    /// Reads an amount exactly. Units and nanos of different sign, or nanos out of range, are
    /// <see cref="Refusal.FieldMalformed"/>; a fraction of a minor unit is <see cref="Refusal.AmountPrecision"/> and is
    /// cut off; what no long can hold becomes the largest or smallest one, which every bound refuses.
    /// </summary>
    public static Refusal? ReadMinor(Money money, Currency currency, out long minor)
    {
        minor = 0;
        if (money.Nanos is <= -(int)NanosPerUnit or >= (int)NanosPerUnit) return Refusal.FieldMalformed;
        if ((money.Units > 0 && money.Nanos < 0) || (money.Units < 0 && money.Nanos > 0))
            return Refusal.FieldMalformed;
        var nanosPerMinor = NanosPerUnit / currency.MinorUnitsPerMajor;
        var whole = (Int128)money.Units * currency.MinorUnitsPerMajor + money.Nanos / nanosPerMinor;
        minor = (long)Int128.Clamp(whole, long.MinValue, long.MaxValue);
        return money.Nanos % nanosPerMinor == 0 ? null : Refusal.AmountPrecision;
    }

    /// <summary>
    /// Checks a total against the same total as a decimal text, which no client turns into something else: digits, and
    /// after a point at most as many as the currency has.
    /// </summary>
    public static Refused? CheckDecimal(string text, long minor, Currency currency)
    {
        var isRead = decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major);
        // "4.000" is four thousand in half of the world: more digits than the currency has are never read.
        var isOfCurrency = major.Scale <= (int)Math.Round(Math.Log10(currency.MinorUnitsPerMajor));
        if (isRead && isOfCurrency && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
            && major == (decimal)minor / currency.MinorUnitsPerMajor) return null;
        var understood = ((decimal)minor / currency.MinorUnitsPerMajor).ToString(CultureInfo.InvariantCulture);
        return new Refused(Refusal.FieldMalformed, "receipt.total_decimal").With("total", understood);
    }

    public static Money ToMoney(long minor, Currency currency) => new()
    {
        CurrencyCode = currency.Code,
        Units = minor / currency.MinorUnitsPerMajor,
        Nanos = (int)(minor % currency.MinorUnitsPerMajor * (NanosPerUnit / currency.MinorUnitsPerMajor)),
    };
}
