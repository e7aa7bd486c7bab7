using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Cards;

public sealed class CardAccrueTests
{
    private static readonly DateOnly EndOf2027 = new(2027, 12, 31);

    private static readonly CardState Card0 = Sample.Issue().After;

    [Fact]
    public void Decide_Receipt_PostsItsPointsAndWhy()
    {
        var commit = Sample.Committed(Card.Decide(Card0, Sample.Accrue(Sample.Receipt), Sample.DecisionContext));
        var entry = Assert.Single(commit.Entries);
        Assert.Equal((1L, 2L), (commit.ExpectedSeq, entry.Seq));
        Assert.Equal((EntryKind.Accrual, 5L, 5L, 5L), (entry.Kind, entry.Points, entry.Balance, entry.Available));
        Assert.Equal([new LotEffect(EndOf2027, 5)], entry.LotEffects);
        Assert.Equal([new Grant("base", 5)], entry.Grants);
        Assert.Equal((Sample.Today, 3), (entry.BusinessDate, entry.RulesVersion));
        Assert.Equal(Sample.Receipt.Reference, entry.Receipt);
        Assert.Equal("accrual/2026-03-15/store-1//R-1001", entry.IdempotencyKey);
        Assert.Equal(entry.IdempotencyKey, commit.IdempotencyKey.Value);
        Assert.Equal(
            ReceiptFingerprint.OfAccrual(Sample.CardId, Sample.Receipt, false), commit.IdempotencyKey.Fingerprint);
        Assert.Same(entry, commit.Answer);
        Assert.Equal([new Lot(EndOf2027, 5, 5)], commit.After.Lots);
        Assert.Empty(commit.UniqueKeys);
        Assert.Empty(commit.Allocations);
        CardSums.Check(commit);
    }

    [Fact]
    public void Decide_TooSmallToEarn_IsRecordedWithNoPointsAndNoLot()
    {
        var commit = Accrue(Card0, Sample.Paid(1));
        Assert.Equal(0, Assert.Single(commit.Entries).Points);
        Assert.Empty(commit.Answer.LotEffects);
        Assert.Empty(commit.After.Lots);
        Assert.Equal(2, commit.After.Seq);
    }

    [Fact]
    public void Decide_SameExpiryDate_SharesALot()
    {
        var first = Accrue(Card0, Sample.Paid(2_000, "1"));
        var second = Accrue(first.After, Sample.Paid(4_000, "2"));
        Assert.Equal([new Lot(EndOf2027, 3, 3)], second.After.Lots);
    }

    [Fact]
    public void Decide_LotsInAnyOrder_AreKeptSoonestFirstNeverLast()
    {
        var state = Card0;
        var dates = new[] { "2026-03-01", "2025-12-31", "2026-01-31", "2026-03-15" };
        foreach (var date in dates)
        {
            var day = DateOnly.ParseExact(date, "O", System.Globalization.CultureInfo.InvariantCulture);
            foreach (var expiry in new[] { PointsExpiry.Never, PointsExpiry.Months(12), PointsExpiry.EndOfNextYear })
            {
                var rules = Sample.Rules with { Expiry = expiry, ReceiptMaxAgeDays = 0 };
                state = Accrue(state, Sample.Paid(2_000, date + expiry, day), rules).After;
            }
        }

        Assert.Equal(
            ["2026-12-31", "2027-01-31", "2027-03-01", "2027-03-15", "2027-12-31", null],
            state.Lots.Select(lot => lot.ExpiryDate?.ToString("O")));
        Assert.Equal([2L, 1, 1, 1, 3, 4], state.Lots.Select(lot => lot.Remaining));
    }

    /// <summary>A bug once: the last date there is compared equal to never.</summary>
    [Fact]
    public void Decide_LotOfTheLastDate_StaysBeforeTheOneThatNeverExpires()
    {
        var state = Sample.WithLots(0, new Lot(DateOnly.MaxValue, 1, 1), new Lot(null, 1, 1));
        var rules = Sample.Rules with { Expiry = PointsExpiry.Never };
        Assert.Equal(
            [new Lot(DateOnly.MaxValue, 1, 1), new Lot(null, 2, 2)],
            Accrue(state, Sample.Paid(2_000), rules).After.Lots);
    }

    [Fact]
    public void Decide_Debt_IsPaidFirst()
    {
        var commit = Accrue(Sample.WithLots(3, new Lot(null, 9, 2)), Sample.Paid(10_000));
        Assert.Equal((5L, 4L, 4L), (commit.Answer.Points, commit.Answer.Balance, commit.Answer.Available));
        Assert.Equal([new LotEffect(EndOf2027, 2)], commit.Answer.LotEffects);
        Assert.Equal(0, commit.After.Debt);
        CardSums.Check(commit);
    }

    [Theory]
    [InlineData(4, 0, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 1, 0)]
    public void Decide_DebtAboutAsLarge_LeavesNoEmptyLot(long debt, long debtLeft, long kept)
    {
        var commit = Accrue(Sample.WithLots(debt), Sample.Paid(10_000));
        Assert.Equal((debtLeft, kept), (commit.After.Debt, commit.After.Lots.Sum(lot => lot.Remaining)));
        Assert.Equal(kept == 0 ? 0 : 1, commit.After.Lots.Length);
        Assert.Equal(kept == 0 ? 0 : 1, commit.Answer.LotEffects.Length);
        CardSums.Check(commit);
    }

    [Fact]
    public void Decide_LotsDue_ArePostedBeforeTheAccrualDatedTheDayAfter()
    {
        var state = Sample.WithLots(
            0,
            new Lot(new DateOnly(2024, 2, 28), 10, 4),
            new Lot(new DateOnly(2025, 6, 30), 10, 0), // empty: nothing to post
            new Lot(new DateOnly(2025, 12, 31), 10, 6),
            new Lot(Sample.Today, 10, 7), // its last day
            new Lot(null, 10, 1));
        var commit = Accrue(state, Sample.Paid(2_000));
        Assert.Equal(
            [EntryKind.Expiry, EntryKind.Expiry, EntryKind.Accrual], commit.Entries.Select(entry => entry.Kind));
        Assert.Equal([-4L, -6, 1], commit.Entries.Select(entry => entry.Points));
        Assert.Equal([14L, 8, 9], commit.Entries.Select(entry => entry.Balance));
        Assert.Equal([8L, 8, 9], commit.Entries.Select(entry => entry.Available));
        Assert.Equal(
            [new DateOnly(2024, 2, 29), new DateOnly(2026, 1, 1), Sample.Today],
            commit.Entries.Select(entry => entry.BusinessDate));
        Assert.Equal(["", "", commit.IdempotencyKey.Value], commit.Entries.Select(entry => entry.IdempotencyKey));
        Assert.Equal(
            [new Lot(Sample.Today, 10, 7), new Lot(EndOf2027, 1, 1), new Lot(null, 10, 1)], commit.After.Lots);
        CardSums.Check(commit);
    }

    [Fact]
    public void Decide_ReceiptWhoseLotHasExpired_PostsPointsThatCannotBeSpentAndThenTheirExpiry()
    {
        var rules = Sample.Rules with { ReceiptMaxAgeDays = 0 };
        var first = Accrue(Card0, Sample.Paid(2_000, "old", new DateOnly(2023, 5, 1)), rules);
        Assert.Equal((1L, 1L, 0L), (first.Answer.Points, first.Answer.Balance, first.Answer.Available));
        var second = Accrue(first.After, Sample.Paid(4_000, "new"), rules);
        Assert.Equal([-1L, 2], second.Entries.Select(entry => entry.Points));
        Assert.Equal(new DateOnly(2025, 1, 1), second.Entries[0].BusinessDate);
        Assert.Equal(2, second.After.Balance);
        CardSums.Check(second);
    }

    [Fact]
    public void Decide_DayChangeBetween_ExpiresOnTheMallsDateNotOnUtc()
    {
        var state = Sample.WithLots(0, new Lot(Sample.Today, 1, 1));
        var lastMoment = new DateTimeOffset(2026, 3, 15, 23, 59, 59, TimeSpan.FromHours(8));
        Assert.Single(Accrue(state, Sample.Paid(1), now: lastMoment).Entries);
        Assert.Equal(2, Accrue(state, Sample.Paid(1), now: lastMoment.AddSeconds(1)).Entries.Length);
    }

    [Fact]
    public void Decide_Carry_GoesOnOverReceipts()
    {
        var rules = Sample.Rules with { Remainder = EarnRemainder.Carry };
        var first = Accrue(Card0, Sample.Paid(3_500, "1"), rules);
        Assert.Equal((1L, 1_500L), (first.After.Balance, first.After.RemainderMinor));
        var second = Accrue(first.After, Sample.Paid(500, "2"), rules);
        Assert.Equal((2L, 0L), (second.After.Balance, second.After.RemainderMinor));
    }

    [Fact]
    public void Decide_DailyCap_CountsPerReceiptsDate()
    {
        var rules = Sample.Rules with { MaxPointsPerDay = 3 };
        var yesterday = Sample.Today.AddDays(-1);
        var state = Accrue(Card0, Sample.Paid(4_000, "1"), rules).After;
        state = Accrue(state, Sample.Paid(4_000, "2", yesterday), rules).After;
        state = Accrue(state, Sample.Paid(4_000, "3"), rules).After;
        Assert.Equal(5, state.Balance);
        state = Accrue(state, Sample.Paid(4_000, "4", yesterday), rules).After;
        Assert.Equal(6, state.Balance);
        Assert.Equal(2, state.DayPoints.Length);
        Assert.Equal(6, Accrue(state, Sample.Paid(4_000, "5", yesterday), rules).After.Balance);
    }

    [Fact]
    public void Decide_DailyCap_DropsDaysOfWhichNoReceiptCanCome()
    {
        var rules = Sample.Rules with { MaxPointsPerDay = 3, ReceiptMaxAgeDays = 2 };
        var state = Accrue(Card0, Sample.Paid(4_000, "1"), rules).After;
        DateOnly[] days = [Sample.Today, Sample.Today.AddDays(2), Sample.Today.AddDays(3)];
        state = Accrue(state, Sample.Paid(1, "2", days[1]), rules, Sample.NoonOf(days[1])).After;
        Assert.Equal(days[..2], state.DayPoints.Select(day => day.Date));
        state = Accrue(state, Sample.Paid(1, "3", days[2]), rules, Sample.NoonOf(days[2])).After;
        Assert.Equal(days[1..], state.DayPoints.Select(day => day.Date));
        Assert.Empty(Accrue(state, Sample.Paid(1, "4", days[2]), now: Sample.NoonOf(days[2])).After.DayPoints);
    }

    [Fact]
    public void Decide_SameTwice_GivesTheSameBytes()
    {
        var first = Accrue(Card0, Sample.Receipt);
        var second = Accrue(Card0, Sample.Receipt);
        Assert.Equal(first.After.Hash.AsSpan(), second.After.Hash.AsSpan());
        Assert.Equal(first.IdempotencyKey, second.IdempotencyKey);
    }

    [Fact]
    public void Decide_FinerThanMicroseconds_IsRoundedDownAsDatabasesKeepIt()
    {
        var commit = Accrue(Card0, Sample.Receipt, now: Sample.Now.AddTicks(19));
        Assert.Equal(Sample.Now.AddTicks(10), commit.Answer.Time);
        Assert.Equal(TimeSpan.Zero, commit.Answer.Time.Offset);
    }

    [Fact]
    public void Earn_Quote_IsWhatAccruingPosts()
    {
        var rules = Sample.Rules with { MaxPointsPerDay = 4, Remainder = EarnRemainder.Carry };
        var state = Accrue(Card0, Sample.Paid(5_000, "1"), rules).After;
        var quoted = Card.Earn(state, Sample.Receipt, rules);
        Assert.Equal(quoted.Points, Accrue(state, Sample.Receipt, rules).Answer.Points);
        Assert.Equal(2, quoted.Points);
    }

    private static Commit Accrue(
        CardState state, Receipt receipt, ProgramRules? rules = null, DateTimeOffset? now = null) =>
        Sample.Committed(Card.Decide(state, Sample.Accrue(receipt), Sample.On(rules ?? Sample.Rules, now)));
}
