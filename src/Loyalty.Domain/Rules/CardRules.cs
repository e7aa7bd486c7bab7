using Loyalty.Domain.Cards;

namespace Loyalty.Domain.Rules;

/// <summary>The fees and terms of cards in one mall. Amounts are minor units.</summary>
/// <param name="Mall">The mall; empty for every one that has no rules of its own.</param>
/// <param name="DefaultType">The type of a card that is issued without naming one.</param>
/// <param name="OneYearMonths">The term of a one-year card, in months; 0 means that it has no end.</param>
/// <param name="LongTermMonths">The term of a long-term card; 0 means that it has no end.</param>
/// <param name="DigitalMonths">The term of a digital card; 0 means that it has no end.</param>
/// <param name="FreeIssueTotalMinor">The smallest same-day receipt that issues a card for free.</param>
/// <param name="SurrenderedIssueTotalMinor">The smallest that does if it is given away for it.</param>
/// <param name="IssueFeeMinor">The fee of an issue without a receipt; may be 0.</param>
/// <param name="ReplaceFeeMinor">The fee of a replacement; may be 0.</param>
/// <param name="RenewFeeMinor">The fee of a new term, also of one that a replacement begins; may be 0.</param>
/// <param name="RenewEarlyDays">From how many days before its end a term can be renewed.</param>
/// <param name="OfflineWindowHours">How long after a loss earlier receipts are still accepted.</param>
public sealed record CardRules(
    string Mall,
    CardType DefaultType,
    int OneYearMonths,
    int LongTermMonths,
    int DigitalMonths,
    long FreeIssueTotalMinor,
    long SurrenderedIssueTotalMinor,
    long IssueFeeMinor,
    long ReplaceFeeMinor,
    long RenewFeeMinor,
    int RenewEarlyDays,
    int OfflineWindowHours)
{
    public const int MaxTermMonths = 1_200;

    public TimeSpan OfflineWindow => TimeSpan.FromHours(OfflineWindowHours);

    /// <summary>A mall's first rules.</summary>
    public static CardRules Default(Currency currency) => new(
        "", CardType.LongTerm, 12, 0, 0, 100 * currency.MinorUnitsPerMajor, 50 * currency.MinorUnitsPerMajor,
        2 * currency.MinorUnitsPerMajor, 2 * currency.MinorUnitsPerMajor, 2 * currency.MinorUnitsPerMajor, 30, 24);

    /// <summary>
    /// The last business date of a term that follows on a date: the same day of its last month, or that month's last.
    /// Null means no end; what would lie beyond the calendar's last date is that date.
    /// </summary>
    public DateOnly? TermEnd(CardType type, DateOnly from)
    {
        var months = type switch
        {
            CardType.OneYear => OneYearMonths,
            CardType.Digital => DigitalMonths,
            CardType.LongTerm or CardType.Guest => LongTermMonths,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
        };
        if (months == 0) return null;
        return (DateOnly.MaxValue.Year - from.Year) * 12 + 12 - from.Month >= months
            ? from.AddMonths(months)
            : DateOnly.MaxValue;
    }
}
