using Google.Type;

namespace Loyalty.Client;

/// <summary>Amounts as whole minor units of a currency, and as <see cref="Money"/> at the edge.</summary>
public static class MinorUnits
{
    private const long NanosPerUnit = 1_000_000_000;

    /// <param name="minorUnits">The amount; may be negative.</param>
    /// <param name="currencyCode">The ISO 4217 code.</param>
    /// <param name="minorUnitsPerMajor">1, 100, 1,000 or 10,000, as the program says.</param>
    public static Money ToMoney(long minorUnits, string currencyCode, long minorUnitsPerMajor)
    {
        var (units, rest) = Math.DivRem(minorUnits, minorUnitsPerMajor);
        return new Money
        {
            CurrencyCode = currencyCode,
            Units = units,
            Nanos = (int)(rest * (NanosPerUnit / minorUnitsPerMajor)),
        };
    }

    /// <summary>
    /// Reads an amount back. False where it has a fraction of a minor unit, nanos of another sign than units or out
    /// of range, or doesn't fit.
    /// </summary>
    public static bool TryFromMoney(Money money, long minorUnitsPerMajor, out long minorUnits)
    {
        minorUnits = 0;
        var (units, nanos) = (money.Units, money.Nanos);
        if (nanos is <= -1_000_000_000 or >= 1_000_000_000) return false;
        if ((units > 0 && nanos < 0) || (units < 0 && nanos > 0)) return false;
        var (rest, leftOver) = Math.DivRem(nanos, NanosPerUnit / minorUnitsPerMajor);
        if (leftOver != 0) return false;
        var exact = ((Int128)units * minorUnitsPerMajor) + rest;
        if (exact < long.MinValue || exact > long.MaxValue) return false;
        minorUnits = (long)exact;
        return true;
    }
}
