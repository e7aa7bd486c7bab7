using System.Globalization;
using System.Numerics;

namespace Loyalty.Cli.Csv;

/// <summary>The fault of a decimal text.</summary>
internal enum DecimalFault
{
    None,

    /// <summary>It is no plain decimal number, or too long: at most 18 digits with its decimals.</summary>
    Malformed,

    /// <summary>It has a digit other than 0 beyond the last decimal.</summary>
    TooPrecise,
}

/// <summary>
/// Exact decimal text, such as 12, -3.5 or 0.10, as a whole number of its last decimal. No sign but minus, no spaces,
/// no thousands' separators, no exponent; nothing is ever rounded.
/// </summary>
internal static class DecimalText
{
    private const int MaxDigits = 18;

    public static DecimalFault Parse<TChar>(ReadOnlySpan<TChar> text, int decimals, out long value)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        value = 0;
        var negative = text.Length > 0 && text[0] == TChar.CreateTruncating('-');
        if (negative) text = text[1..];
        var point = text.IndexOf(TChar.CreateTruncating('.'));
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.Length == 0 || whole.Length + decimals > MaxDigits) return DecimalFault.Malformed;
        if (point >= 0 && fraction.Length == 0) return DecimalFault.Malformed;
        if (!TryDigits(whole, ref value)) return DecimalFault.Malformed;
        var kept = Math.Min(fraction.Length, decimals);
        if (!TryDigits(fraction[..kept], ref value)) return DecimalFault.Malformed;
        for (var i = kept; i < decimals; i++) value *= 10;
        var beyond = 0L;
        foreach (var digit in fraction[kept..])
        {
            if (!TryDigits([digit], ref beyond)) return DecimalFault.Malformed;
            if (beyond != 0) return DecimalFault.TooPrecise;
        }

        if (negative) value = -value;
        return DecimalFault.None;
    }

    public static string Print(long value, int decimals)
    {
        var digits = UInt128.CreateChecked(Int128.Abs(value)).ToString(CultureInfo.InvariantCulture)
            .PadLeft(decimals + 1, '0');
        var sign = value < 0 ? "-" : "";
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private static bool TryDigits<TChar>(ReadOnlySpan<TChar> digits, ref long value)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        foreach (var digit in digits)
        {
            var number = int.CreateTruncating(digit) - '0';
            if (number is < 0 or > 9) return false;
            value = (value * 10) + number;
        }

        return true;
    }
}
