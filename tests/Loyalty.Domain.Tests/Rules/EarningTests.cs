using FsCheck;
using FsCheck.Fluent;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Rules;

public sealed class EarningTests
{
    private static readonly ProgramRules Plain = Sample.Rules; // 1 point per full 20.00

    private static readonly ProgramRules Carrying = Plain with { Remainder = EarnRemainder.Carry };

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1_999, 0)]
    [InlineData(2_000, 1)]
    [InlineData(2_001, 1)]
    [InlineData(3_999, 1)]
    [InlineData(4_000, 2)]
    [InlineData(1_000_000_000, 500_000)]
    public void Compute_Total_GivesOnePointPerFullUnit(long totalMinor, long points)
    {
        var earned = Earn(Plain, Sample.Paid(totalMinor));
        Assert.Equal((points, 0), (earned.Points, earned.RemainderMinor));
        Assert.Equal(points == 0 ? [] : [new Grant("base", points)], earned.Grants);
    }

    [Fact]
    public void Compute_Carry_KeepsTheRestForTheNextReceipt()
    {
        var first = Earn(Carrying, Sample.Paid(1_999));
        Assert.Equal((0, 1_999), (first.Points, first.RemainderMinor));
        var second = Earn(Carrying, Sample.Paid(1), first.RemainderMinor);
        Assert.Equal((1, 0), (second.Points, second.RemainderMinor));
    }

    [Fact]
    public void Compute_DropAfterCarry_DropsWhatWasCarried()
    {
        var earned = Earn(Plain, Sample.Paid(1), 1_999);
        Assert.Equal((0, 0), (earned.Points, earned.RemainderMinor));
    }

    [Fact]
    public void Compute_Exclusions_TakeTheirShareOfTheTotal()
    {
        var receipt = Sample.Receipt; // food 70.00, drink 30.00, paid in cash
        Assert.Equal(5, Earn(Plain, receipt).Points);
        Assert.Equal(3, Earn(Plain with { ExcludedCategories = ["drink"] }, receipt).Points);
        Assert.Equal(3, Earn(Plain with { ExcludedProducts = ["tea"] }, receipt).Points);
        var twice = Plain with { ExcludedProducts = ["tea"], ExcludedCategories = ["drink"] };
        Assert.Equal(3, Earn(twice, receipt).Points);
        Assert.Equal(5, Earn(Plain with { ExcludedCategories = ["DRINK"] }, receipt).Points);
        Assert.Equal(0, Earn(Plain with { ExcludedTenders = ["cash"] }, receipt).Points);
        Assert.Equal(5, Earn(Plain with { ExcludedTenders = ["gift-card"] }, receipt).Points);
    }

    [Fact]
    public void Compute_LineAndTenderExcluded_CountBothButNeverBelowZero()
    {
        var rules = Plain with { ExcludedCategories = ["food"], ExcludedTenders = ["gift-card"] };
        var receipt = Sample.Receipt with { Tenders = [new Tender("gift-card", 6_000), new Tender("cash", 4_000)] };
        Assert.Equal(0, Earn(rules, receipt).Points);
    }

    [Fact]
    public void Compute_NegativeExcludedTender_NeverEarnsOnMoreThanTheTotal()
    {
        var rules = Plain with { ExcludedTenders = ["gift-card"] };
        var receipt = Sample.Paid(2_000) with
        {
            Tenders = [new Tender("cash", 9_000), new Tender("gift-card", -7_000)],
        };
        Assert.Equal(1, Earn(rules, receipt).Points);
    }

    [Fact]
    public void Compute_Multipliers_AddTheirSharesAndNeverMultiplyEachOther()
    {
        var rules = Plain with { Multipliers = [Times("double", 200), Times("half", 150)] };
        var earned = Earn(rules, Sample.Paid(6_000)); // 3 base points
        Assert.Equal(
            [new Grant("base", 3), new Grant("multiplier:double", 3), new Grant("multiplier:half", 1)], earned.Grants);
        Assert.Equal(7, earned.Points);
    }

    [Fact]
    public void Compute_CategoryMultiplier_MultipliesItsShareOnly()
    {
        var rules = Plain with { Multipliers = [Times("food", 300) with { Categories = ["food"] }] };
        var earned = Earn(rules, Sample.Receipt); // 70.00 of food: 3 units, twice more
        Assert.Equal([new Grant("base", 5), new Grant("multiplier:food", 6)], earned.Grants);
    }

    [Fact]
    public void Compute_CategoryMultiplier_LeavesOutWhatIsExcluded()
    {
        var rules = Plain with
        {
            ExcludedProducts = ["4006381333931"],
            Multipliers = [Times("food", 300) with { Categories = ["food"] }],
        };
        Assert.Equal([new Grant("base", 1)], Earn(rules, Sample.Receipt).Grants);
    }

    [Fact]
    public void AppliesTo_Conditions_MustAllHold()
    {
        var sunday = Sample.Today; // 15 March 2026
        Assert.True(Times("x", 200).AppliesTo("store-1", sunday));
        Assert.True((Times("x", 200) with { FromDate = sunday, ToDate = sunday }).AppliesTo("store-1", sunday));
        Assert.False((Times("x", 200) with { FromDate = sunday.AddDays(1) }).AppliesTo("store-1", sunday));
        Assert.False((Times("x", 200) with { ToDate = sunday.AddDays(-1) }).AppliesTo("store-1", sunday));
        Assert.True((Times("x", 200) with { Weekdays = [DayOfWeek.Sunday] }).AppliesTo("store-1", sunday));
        Assert.False((Times("x", 200) with { Weekdays = [DayOfWeek.Monday] }).AppliesTo("store-1", sunday));
        Assert.True((Times("x", 200) with { Stores = ["store-1"] }).AppliesTo("store-1", sunday));
        Assert.False((Times("x", 200) with { Stores = ["store-2"] }).AppliesTo("store-1", sunday));
        Assert.True((Times("x", 200) with { Stores = ["STORE-1"] }).AppliesTo("Store-1", sunday));
    }

    [Theory]
    [InlineData(0, 0, 0, 5)] // no caps
    [InlineData(4, 0, 0, 4)]
    [InlineData(5, 0, 0, 5)]
    [InlineData(0, 4, 0, 4)]
    [InlineData(0, 4, 3, 1)]
    [InlineData(0, 4, 4, 0)]
    [InlineData(0, 4, 9, 0)] // the cap was lowered during the day
    [InlineData(3, 4, 2, 2)]
    [InlineData(3, 9, 2, 3)]
    public void Compute_Caps_TakeAwayWhatIsAbove(long perReceipt, long perDay, long earnedThatDay, long expected)
    {
        var rules = Plain with { MaxPointsPerReceipt = perReceipt, MaxPointsPerDay = perDay };
        var earned = Earning.Compute(rules, Sample.Paid(10_000), 0, earnedThatDay);
        Assert.Equal(expected, earned.Points);
        Assert.Equal(expected, earned.Grants.Sum(grant => grant.Points));
        Assert.All(earned.Grants, grant => Assert.Equal(
            grant.Points < 0, grant.Rule.StartsWith("cap:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Compute_Anything_GrantsSumToThePointsWhichAreNotNegative() => Always.SlotChanges(
        Cases(), sample =>
        {
            var earned = Earning.Compute(sample.Rules, sample.Receipt, sample.Carried, sample.ThatDay);
            Assert.Equal(earned.Points, earned.Grants.Sum(grant => grant.Points));
            Assert.True(earned.Points >= 0);
            Assert.All(earned.Grants, grant => Assert.NotEqual(0, grant.Points));
            Assert.InRange(earned.RemainderMinor, 0, sample.Rules.EarnUnitMinor - 1);
            if (sample.Rules.MaxPointsPerReceipt > 0) Assert.True(earned.Points <= sample.Rules.MaxPointsPerReceipt);
            if (sample.Rules.MaxPointsPerDay > 0)
                Assert.True(earned.Points + sample.ThatDay <= Math.Max(sample.Rules.MaxPointsPerDay, sample.ThatDay));
        },
        2_000);

    [Fact]
    public void Compute_WithoutCaps_ALargerTotalNeverEarnsLess() => Always.SlotChanges(
        from sample in Cases()
        from more in Always.Number(1, 100_000)
        select (sample, more),
        pair =>
        {
            var rules = pair.sample.Rules with { MaxPointsPerDay = 0, MaxPointsPerReceipt = 0 };
            var larger = pair.sample.Receipt with { TotalMinor = pair.sample.Receipt.TotalMinor + pair.more };
            Assert.True(
                Earn(rules, larger, pair.sample.Carried).Points
                >= Earn(rules, pair.sample.Receipt, pair.sample.Carried).Points);
        });

    [Fact]
    public void Compute_CarryOverManyReceipts_LosesAndInventsNothing() => Always.SlotChanges(
        from unit in Always.Number(1, 5_000)
        from totals in Always.Number(1, 100_000).NonEmptyListOf()
        select (unit, totals),
        sample =>
        {
            var rules = Carrying with { EarnUnitMinor = sample.unit };
            long points = 0, carried = 0;
            foreach (var total in sample.totals)
            {
                var earned = Earn(rules, Sample.Paid(total), carried);
                points += earned.Points;
                carried = earned.RemainderMinor;
            }

            Assert.Equal(sample.totals.Sum() / sample.unit, points);
            Assert.Equal(sample.totals.Sum() % sample.unit, carried);
        });

    /// <summary>The largest amounts that the shape lets through, under the most generous rules.</summary>
    [Fact]
    public void Compute_LargestOfEverything_DoesNotOverflow()
    {
        const long largest = ProgramRules.MaxAmountMinor;
        var rules = Plain with
        {
            EarnUnitMinor = 1,
            Remainder = EarnRemainder.Carry,
            ExcludedCategories = ["c"],
            ExcludedTenders = ["t"],
            Multipliers = [.. Enumerable.Repeat(Times("x", Multiplier.MaxPercent), 100)],
        };
        var receipt = Sample.Paid(largest) with
        {
            Lines = [.. Enumerable.Repeat(new ReceiptLine("p", "c", 1, -largest), 2_000)],
            Tenders = [.. Enumerable.Repeat(new Tender("t", -largest), 2_000)],
        };
        Assert.Equal(largest * 9_901, Earn(rules, receipt).Points);
    }

    private static Gen<(ProgramRules Rules, Receipt Receipt, long Carried, long ThatDay)> Cases() =>
        from unit in Always.Number(1, 5_000)
        from carry in Gen.Elements(EarnRemainder.Carry, EarnRemainder.Drop)
        from caps in Always.Number(0, 50).ListOf(2)
        from percents in Gen.Choose(101, Multiplier.MaxPercent).ListOf(2)
        from excluded in Gen.Elements("food", "none")
        from food in Always.Number(-10_000, 100_000)
        from drink in Always.Number(1, 100_000)
        from carried in Always.Number(0, unit - 1)
        from thatDay in Always.Number(0, 60)
        select (
            Plain with
            {
                EarnUnitMinor = unit,
                Remainder = carry,
                MaxPointsPerReceipt = caps[0],
                MaxPointsPerDay = caps[1],
                ExcludedCategories = [excluded],
                Multipliers = [Times("a", percents[0]), Times("b", percents[1]) with { Categories = ["food"] }],
            },
            Sample.Paid(Math.Max(1, food + drink)) with
            {
                Lines = [new ReceiptLine("f", "food", 1, food), new ReceiptLine("d", "drink", 1, drink)],
            },
            carried,
            thatDay);

    private static Multiplier Times(string name, int percent) => new(name, percent, null, null, [], [], []);

    private static Earned Earn(ProgramRules rules, Receipt receipt, long carried = 0) =>
        Earning.Compute(rules, receipt, carried, 0);
}
