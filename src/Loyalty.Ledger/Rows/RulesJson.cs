using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Loyalty.Domain.Rules;

namespace Loyalty.Ledger.Rows;

/// <summary>
/// The content of <c>rule_versions.rules</c>: the canonical form of the rules, over which their hash goes.
/// </summary>
internal sealed record RulesJson(
    string Currency,
    long EarnUnitMinor,
    string Remainder,
    string Expiry,
    int ReceiptMaxAgeDays,
    long ReceiptMaxTotalMinor,
    bool NumbersRestartPerTill,
    string[] ExcludedCategories,
    string[] ExcludedProducts,
    string[] ExcludedTenders,
    MultiplierJson[] Multipliers,
    long MaxPointsPerReceipt,
    long MaxPointsPerDay,
    CardRulesJson[] Cards)
{
    /// <summary>
    /// Writes the rules; where order has no meaning it is ordinal, so that equal rules make equal texts.
    /// </summary>
    public static (string Text, byte[] Hash) Write(ProgramRules rules)
    {
        var text = JsonSerializer.Serialize(
            new RulesJson(
                rules.Currency.Code, rules.EarnUnitMinor, rules.Remainder.ToString(), rules.Expiry.ToString(),
                rules.ReceiptMaxAgeDays, rules.ReceiptMaxTotalMinor, rules.NumbersRestartPerTill,
                Sorted(rules.ExcludedCategories), Sorted(rules.ExcludedProducts), Sorted(rules.ExcludedTenders),
                [.. rules.Multipliers.Select(Of)], rules.MaxPointsPerReceipt, rules.MaxPointsPerDay,
                [.. rules.Cards.OrderBy(cards => cards.Mall, StringComparer.Ordinal).Select(CardRulesJson.Of)]),
            RowsJson.Default.RulesJson);
        return (text, SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static MultiplierJson Of(Multiplier multiplier) => new(
        multiplier.Name, multiplier.Percent, multiplier.FromDate, multiplier.ToDate,
        [.. multiplier.Weekdays.Select(day => (int)day).Distinct().Order()],
        Sorted(multiplier.Stores), Sorted(multiplier.Categories));

    private static string[] Sorted(ImmutableArray<string> texts) =>
        [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

internal sealed record MultiplierJson(
    string Name, int Percent, DateOnly? FromDate, DateOnly? ToDate, int[] Weekdays, string[] Stores,
    string[] Categories);

internal sealed record CardRulesJson(
    string Mall, string DefaultType, int OneYearMonths, int LongTermMonths, int DigitalMonths,
    long FreeIssueTotalMinor, long SurrenderedIssueTotalMinor, long IssueFeeMinor, long ReplaceFeeMinor,
    long RenewFeeMinor, int RenewEarlyDays, int OfflineWindowHours)
{
    public static CardRulesJson Of(CardRules rules) => new(
        rules.Mall, rules.DefaultType.ToString(), rules.OneYearMonths, rules.LongTermMonths, rules.DigitalMonths,
        rules.FreeIssueTotalMinor, rules.SurrenderedIssueTotalMinor, rules.IssueFeeMinor, rules.ReplaceFeeMinor,
        rules.RenewFeeMinor, rules.RenewEarlyDays, rules.OfflineWindowHours);
}
