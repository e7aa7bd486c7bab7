using System.Globalization;

namespace Loyalty.Domain.Rules;

/// <summary>When points expire, counted from the receipt's business date.</summary>
public readonly record struct PointsExpiry
{
    private const int NeverValue = -1;
    private const int MaxMonths = 1_200;
    private const int LastYear = 9_999;
    private const string MonthsPrefix = "Months:";

    /// <summary>0: end of next year; -1: never; else months.</summary>
    private readonly int value;

    private PointsExpiry(int value) => this.value = value;

    /// <summary>On 31 December of the year after the receipt's.</summary>
    public static PointsExpiry EndOfNextYear => new(0);

    public static PointsExpiry Never => new(NeverValue);

    /// <summary>
    /// A number of months after the receipt, 1 to 1,200: to the same day of that month, or its last if it is shorter.
    /// </summary>
    public static PointsExpiry Months(int months)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(months);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, MaxMonths);
        return new PointsExpiry(months);
    }

    /// <summary>
    /// The last business date on which points from such a receipt can be redeemed; null means never. What would lie
    /// beyond the calendar's last date is that date.
    /// </summary>
    public DateOnly? LastDateFor(DateOnly businessDate) => value switch
    {
        NeverValue => null,
        0 => businessDate.Year < LastYear ? new DateOnly(businessDate.Year + 1, 12, 31) : DateOnly.MaxValue,
        _ => (LastYear - businessDate.Year) * 12 + 12 - businessDate.Month >= value
            ? businessDate.AddMonths(value)
            : DateOnly.MaxValue,
    };

    /// <summary>Reads the setting: EndOfNextYear, Never or Months:N.</summary>
    public static bool TryParse(string text, out PointsExpiry expiry)
    {
        expiry = text == "Never" ? Never : EndOfNextYear;
        if (text is "Never" or "EndOfNextYear") return true;
        if (!text.StartsWith(MonthsPrefix, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(MonthsPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture,
                out var months)
            || months is < 1 or > MaxMonths) return false;
        expiry = Months(months);
        return true;
    }

    public override string ToString() => value switch
    {
        NeverValue => "Never",
        0 => "EndOfNextYear",
        _ => string.Create(CultureInfo.InvariantCulture, $"{MonthsPrefix}{value}"),
    };
}
