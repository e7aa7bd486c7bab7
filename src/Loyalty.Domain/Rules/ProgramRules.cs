using System.Collections.Immutable;

namespace Loyalty.Domain.Rules;

/// <summary>The treatment of an amount below a full earn unit.</summary>
public enum EarnRemainder
{
    /// <summary>It is dropped: the points are floored per receipt.</summary>
    Drop = 1,

    /// <summary>It is kept on the card and added to the next receipt.</summary>
    Carry = 2,
}

/// <summary>The rules of the program. They are versioned: a version's rules never change.</summary>
/// <param name="Currency">The only currency accepted.</param>
/// <param name="EarnUnitMinor">Minor units for one point; at least 1.</param>
/// <param name="Remainder">The treatment of the rest below a full unit.</param>
/// <param name="Expiry">When points expire.</param>
/// <param name="ReceiptMaxAgeDays">The oldest receipt a till may send, in business days; 0 means no limit.</param>
/// <param name="ReceiptMaxTotalMinor">The largest total that is believed; at most <see cref="MaxAmountMinor"/>.</param>
/// <param name="NumbersRestartPerTill">Whether the till is part of a receipt's idempotency key.</param>
/// <param name="ExcludedCategories">Categories that earn nothing.</param>
/// <param name="ExcludedProducts">Products that earn nothing.</param>
/// <param name="ExcludedTenders">Kinds of tender that earn nothing.</param>
/// <param name="Multipliers">Each adds its own share of the base points; they never multiply each other.</param>
/// <param name="MaxPointsPerReceipt">The most that one receipt earns; 0 means no cap.</param>
/// <param name="MaxPointsPerDay">The most that a card earns from one business date's receipts; 0: no cap.</param>
/// <param name="Cards">The card's rules: first those for every mall, then those of malls with their own.</param>
public sealed record ProgramRules(
    Currency Currency,
    long EarnUnitMinor,
    EarnRemainder Remainder,
    PointsExpiry Expiry,
    int ReceiptMaxAgeDays,
    long ReceiptMaxTotalMinor,
    bool NumbersRestartPerTill,
    ImmutableArray<string> ExcludedCategories,
    ImmutableArray<string> ExcludedProducts,
    ImmutableArray<string> ExcludedTenders,
    ImmutableArray<Multiplier> Multipliers,
    long MaxPointsPerReceipt,
    long MaxPointsPerDay,
    ImmutableArray<CardRules> Cards)
{
    /// <summary>The largest balance of a card; far from overflow, so that sums of a few can't overflow.</summary>
    public const long MaxBalance = 1_000_000_000_000_000;

    /// <summary>
    /// The largest amount that any rules can believe: 4,000 lines and tenders of it, times the largest multiplier,
    /// stay below what 64 bits hold.
    /// </summary>
    public const long MaxAmountMinor = 100_000_000_000_000;

    /// <summary>The largest amount believed, of a receipt, a line or a tender.</summary>
    internal long LargestAmountMinor => Math.Clamp(ReceiptMaxTotalMinor, 0, MaxAmountMinor);

    /// <summary>The longest age of receipts with which a daily cap can be kept on the card.</summary>
    public const int MaxDaysOfDailyCap = 62;

    /// <summary>A mall's first rules: 1 point per full 20 major units, expiring at the end of next year.</summary>
    public static ProgramRules Default(Currency currency) => new(
        currency, 20 * currency.MinorUnitsPerMajor, EarnRemainder.Drop, PointsExpiry.EndOfNextYear, 30,
        10_000_000 * currency.MinorUnitsPerMajor, false, [], [], [], [], 0, 0,
        [CardRules.Default(currency)]);

    /// <summary>The card's rules in a mall.</summary>
    public CardRules CardRulesIn(string mall)
    {
        var code = Text.FoldCode(mall);
        foreach (var rules in Cards)
            if (Text.FoldCode(rules.Mall) == code) return rules;
        return Cards[0];
    }
}

/// <summary>Extra points while its conditions hold; an empty condition always holds.</summary>
/// <param name="Name">Names it in the answer to "why these points".</param>
/// <param name="Percent">Of the base points in all: 200 doubles them. More than 100, at most 10,000.</param>
/// <param name="FromDate">First business date.</param>
/// <param name="ToDate">Last business date.</param>
/// <param name="Weekdays">Days of the week, by business date.</param>
/// <param name="Stores">Stores in which it holds.</param>
/// <param name="Categories">If set, only these categories' share of the receipt is multiplied.</param>
public sealed record Multiplier(
    string Name,
    int Percent,
    DateOnly? FromDate,
    DateOnly? ToDate,
    ImmutableArray<DayOfWeek> Weekdays,
    ImmutableArray<string> Stores,
    ImmutableArray<string> Categories)
{
    public const int MaxPercent = 10_000;

    public bool AppliesTo(string store, DateOnly businessDate) =>
        (FromDate is null || businessDate >= FromDate)
        && (ToDate is null || businessDate <= ToDate)
        && (Weekdays.IsEmpty || Weekdays.Contains(businessDate.DayOfWeek))
        && (Stores.IsEmpty || Has(Stores, store));

    private static bool Has(ImmutableArray<string> stores, string store)
    {
        var code = Text.FoldCode(store);
        foreach (var other in stores)
            if (Text.FoldCode(other) == code) return true;
        return false;
    }
}

/// <summary>The rules with the version under which the ledger knows them.</summary>
public sealed record RulesVersion(int Version, ProgramRules Rules);
