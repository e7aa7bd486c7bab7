using System.Collections.Immutable;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Rules;

/// <summary>The points of a receipt.</summary>
/// <param name="Points">The sum of the grants; at least 0.</param>
/// <param name="RemainderMinor">The remainder carried to the next receipt; 0 where the remainder is dropped.</param>
/// <param name="Grants">Which rules gave what.</param>
public readonly record struct Earned(long Points, long RemainderMinor, ImmutableArray<Grant> Grants);

/// <summary>
/// Points from a receipt: (1) the eligible amount is the total without excluded lines and tenders; (2) each full earn
/// unit of it, with what was carried, is a base point; (3) each multiplier adds its share, floored; (4) the receipt's
/// cap and (5) the day's cap take away what is above them.
/// </summary>
public static class Earning
{
    /// <param name="rules">The rules that apply.</param>
    /// <param name="receipt">A well-formed receipt.</param>
    /// <param name="carriedMinor">The remainder carried from earlier receipts.</param>
    /// <param name="earnedThatDay">The points earned from receipts of the same business date.</param>
    public static Earned Compute(ProgramRules rules, Receipt receipt, long carriedMinor, long earnedThatDay)
    {
        var grants = ImmutableArray.CreateBuilder<Grant>();

        // 1. The eligible amount. A line excluded and paid with an excluded tender counts twice; never below zero,
        //    nor above the total where what is excluded is negative (returned goods, change on a gift card).
        var eligible = Math.Clamp(receipt.TotalMinor - ExcludedMinor(rules, receipt), 0, receipt.TotalMinor);

        // 2. Base points.
        var carry = rules.Remainder == EarnRemainder.Carry;
        var amount = eligible + (carry ? carriedMinor : 0);
        var basePoints = amount / rules.EarnUnitMinor;
        var remainder = carry ? amount % rules.EarnUnitMinor : 0;
        var points = Give(grants, "base", basePoints);

        // 3. Multipliers.
        foreach (var multiplier in rules.Multipliers)
        {
            if (!multiplier.AppliesTo(receipt.Store, receipt.BusinessDate)) continue;
            var share = multiplier.Categories.IsEmpty
                ? basePoints
                : Math.Clamp(MatchingMinor(rules, multiplier, receipt), 0, eligible) / rules.EarnUnitMinor;
            points += Give(grants, "multiplier:" + multiplier.Name, share * (multiplier.Percent - 100) / 100);
        }

        // 4. and 5. Caps.
        points += Cap(grants, "cap:receipt", points, rules.MaxPointsPerReceipt, 0);
        points += Cap(grants, "cap:day", points, rules.MaxPointsPerDay, earnedThatDay);
        return new Earned(points, remainder, grants.ToImmutable());
    }

    private static long ExcludedMinor(ProgramRules rules, Receipt receipt)
    {
        var excluded = 0L;
        foreach (var line in receipt.Lines)
            if (IsExcluded(rules, line)) excluded += line.AmountMinor;
        foreach (var tender in receipt.Tenders)
            if (rules.ExcludedTenders.Contains(tender.Kind, StringComparer.Ordinal)) excluded += tender.AmountMinor;
        return excluded;
    }

    private static long MatchingMinor(ProgramRules rules, Multiplier multiplier, Receipt receipt)
    {
        var matching = 0L;
        foreach (var line in receipt.Lines)
        {
            if (multiplier.Categories.Contains(line.Category, StringComparer.Ordinal) && !IsExcluded(rules, line))
                matching += line.AmountMinor;
        }

        return matching;
    }

    private static bool IsExcluded(ProgramRules rules, ReceiptLine line) =>
        rules.ExcludedCategories.Contains(line.Category, StringComparer.Ordinal)
        || rules.ExcludedProducts.Contains(line.Product, StringComparer.Ordinal);

    private static long Cap(ImmutableArray<Grant>.Builder grants, string rule, long points, long cap, long used) =>
        cap == 0 ? 0 : Give(grants, rule, -Math.Max(0, points - Math.Max(0, cap - used)));

    private static long Give(ImmutableArray<Grant>.Builder grants, string rule, long points)
    {
        if (points != 0) grants.Add(new Grant(rule, points));
        return points;
    }
}
