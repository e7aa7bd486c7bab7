using System.Collections.Immutable;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>Two members become one: the cards have in sum what the two had, debts included.</summary>
public sealed class CardMergeTests
{
    private static readonly CardId OtherId = new(Guid.Parse("22222222-2222-4333-8444-555555555555"));

    private static readonly MemberId From = new(Guid.Parse("99999999-2222-4333-8444-555555555555"));

    private static readonly MemberId Into = new(Guid.Parse("88888888-2222-4333-8444-555555555555"));

    private static readonly DateOnly Tomorrow = Sample.Today.AddDays(1);

    /// <summary>The giver's points, the taker's, and the taker's then.</summary>
    public static TheoryData<long, long, long, long, long, long> Amounts => new()
    {
        // giver's points and debt, taker's points and debt, points and debt afterwards
        { 7, 0, 0, 0, 7, 0 },
        { 7, 0, 0, 5, 2, 0 }, // points pay the debt that is there
        { 7, 0, 0, 7, 0, 0 },
        { 7, 0, 0, 9, 0, 2 },
        { 0, 7, 9, 0, 2, 0 }, // points that are there pay the debt that comes
        { 0, 7, 7, 0, 0, 0 },
        { 0, 7, 5, 0, 0, 2 },
        { 0, 7, 0, 0, 0, 7 },
        { 0, 7, 0, 2, 0, 9 },
        { 0, 0, 5, 0, 5, 0 },
        { 0, 0, 0, 5, 0, 5 },
    };

    [Theory]
    [MemberData(nameof(Amounts))]
    public void Merge_IntoACardOfTheType_KeepsTheSum(
        long points, long debt, long otherPoints, long otherDebt, long after, long debtAfter)
    {
        var commit = Committed(Giver(debt, Lots(points)), Taker(otherDebt, Lots(otherPoints)));

        Assert.Equal((0L, 0L), (commit.After.Balance, commit.After.Debt));
        Assert.Empty(commit.After.Lots);
        var taker = commit.Cards.Length > 1 ? commit.Cards[1].After : Taker(otherDebt, Lots(otherPoints));
        Assert.Equal(
            (after - debtAfter, debtAfter, after),
            (taker.Balance, taker.Debt, taker.Lots.Sum(lot => lot.Remaining)));
    }

    [Fact]
    public void Merge_OfADebt_IsPaidBySoonestExpiryAndNamesBothSides()
    {
        var commit = Committed(
            Giver(7), Taker(0, new Lot(Sample.Today, 4, 4), new Lot(Tomorrow, 5, 5), new Lot(null, 3, 3)));
        var (gave, got) = (commit.Cards[0].Entries[1], commit.Cards[1].Entries[^1]);

        Assert.Equal(
            [EntryKind.MemberLink, EntryKind.TransferOut, EntryKind.Cancellation],
            commit.Entries.Select(entry => entry.Kind));
        Assert.Equal((7L, 0L), (gave.Points, gave.Balance));
        Assert.Empty(gave.LotEffects);
        Assert.Equal((EntryKind.TransferIn, -7L, 5L), (got.Kind, got.Points, got.Balance));
        Assert.Equal([new LotEffect(Sample.Today, -4), new LotEffect(Tomorrow, -3)], got.LotEffects);
        Assert.Equal(new EntryReference(OtherId, got.Seq), gave.Counterpart);
        Assert.Equal(new EntryReference(Sample.CardId, gave.Seq), got.Counterpart);
    }

    /// <summary>Expired points on either card pay no debt, and are not moved.</summary>
    [Fact]
    public void Merge_WithWhatHasExpired_PostsThatFirst()
    {
        var gone = new Lot(Sample.Today.AddDays(-1), 9, 9);
        var commit = Committed(Giver(7), Taker(0, gone, new Lot(Tomorrow, 5, 5)));
        Assert.Equal([EntryKind.Expiry, EntryKind.TransferIn], commit.Cards[1].Entries.Select(entry => entry.Kind));
        Assert.Equal((-2L, 2L), (commit.Cards[1].After.Balance, commit.Cards[1].After.Debt));

        commit = Committed(Giver(0, gone, new Lot(null, 3, 3)), Taker(2));
        Assert.Equal(
            [EntryKind.Expiry, EntryKind.MemberLink, EntryKind.TransferOut, EntryKind.Cancellation],
            commit.Entries.Select(entry => entry.Kind));
        Assert.Equal((1L, 0L), (commit.Cards[1].After.Balance, commit.Cards[1].After.Debt));
    }

    [Fact]
    public void Merge_OfACardWhoseTypeTheOtherLacks_LeavesEverythingOnIt()
    {
        var giver = Giver(0, new Lot(Tomorrow, 5, 5)) with { RemainderMinor = 150 };
        var digital = Of(Sample.IssueOf(CardType.Digital) with { CardId = OtherId }, Into);
        var commit = Committed(giver, digital);

        Assert.Equal([EntryKind.MemberLink], commit.Entries.Select(entry => entry.Kind));
        Assert.Single(commit.Cards);
        Assert.Equal((5L, 150L, Into), (commit.After.Balance, commit.After.RemainderMinor, commit.After.Life.MemberId));
        Assert.Equal(
            [
                new SlotChange(CardLife.MemberSlotKey(From, CardType.OneYear), Sample.CardId, SlotAction.Release),
                new SlotChange(CardLife.MemberSlotKey(Into, CardType.OneYear), Sample.CardId, SlotAction.Take),
            ],
            commit.SlotChanges.OrderBy(slot => slot.Change == SlotAction.Take));
    }

    /// <summary>The remainder towards a next point stays the card's own, and ends with it.</summary>
    [Fact]
    public void Merge_WithRemainders_KeepsThatOfTheCardThatStays()
    {
        var days = ImmutableArray.Create(new DayPoints(Sample.Today, 3));
        var commit = Committed(
            Giver(0, new Lot(null, 3, 3)) with { RemainderMinor = 1_999, DayPoints = days },
            Taker(0) with { RemainderMinor = 1_500, DayPoints = days });

        Assert.Equal(0, commit.After.RemainderMinor);
        Assert.Equal([1_999L, 1_999L, 0L], commit.Entries.Select(entry => entry.RemainderMinor));
        Assert.Empty(commit.After.DayPoints);
        var taker = commit.Cards[1].After;
        Assert.Equal((1_500L, 1_500L), (taker.RemainderMinor, commit.Cards[1].Entries[^1].RemainderMinor));
        Assert.Equal(days, taker.DayPoints.AsEnumerable());
    }

    [Fact]
    public void Merge_BeyondWhatACardHolds_IsRefused()
    {
        var full = Taker(0, new Lot(null, ProgramRules.MaxBalance, ProgramRules.MaxBalance));
        Assert.Equal(Refusal.BalanceTooLarge, Refused(Giver(0, new Lot(null, 1, 1)), full));
        Committed(Giver(1), full);
    }

    [Fact]
    public void Merge_OfCardsThatAreNotAsTheyWereFound_IsLookedUpAgain()
    {
        var giver = Giver(0, new Lot(null, 3, 3));
        Assert.Equal(Refusal.LostRace, Refused(giver, Of(Taker(0), null)));
        Assert.Equal(Refusal.LostRace, Refused(giver with { Seq = giver.Seq + 1 }, Taker(0)));
        var ended = giver with { Life = giver.Life with { CancelDate = Sample.Today } };
        Assert.Equal(Refusal.LostRace, Refused(ended, Taker(0)));
    }

    /// <summary>A card of an old system gives what came with it, dates too; a debt from there moves.</summary>
    [Fact]
    public void TransferAndMerge_OfAnImportedCard_MoveWhatCameWithIt()
    {
        var opened = Imported([new LotEffect(Tomorrow, 30), new LotEffect(null, 12)], debt: 0);
        var transfer = new TransferPoints(OtherId.Value, Sample.Number, OtherId, Sample.OtherNumber, 35);
        var commit = Sample.Committed(transfer.Decide(opened, [Of(Taker(0), From)], Sample.AtDesk()));
        Assert.Equal([new Lot(Tomorrow, 30, 0), new Lot(null, 12, 7)], commit.After.Lots.AsEnumerable());
        Assert.Equal([new Lot(Tomorrow, 30, 30), new Lot(null, 5, 5)], commit.Cards[1].After.Lots.AsEnumerable());
        CardSums.Check(new Commit([commit.Cards[0]], commit.IdempotencyKey, [], []));

        var merged = Committed(commit.After, Taker(3), seq: commit.After.Seq);
        Assert.Equal((4L, 0L), (merged.Cards[1].After.Balance, merged.Cards[1].After.Debt));

        merged = Committed(Imported([], debt: 7), Taker(0, new Lot(Tomorrow, 5, 5)));
        Assert.Equal((-2L, 2L), (merged.Cards[1].After.Balance, merged.Cards[1].After.Debt));
    }

    private static CardState Imported(ImmutableArray<LotEffect> lots, long debt) => Sample.After(
        CardState.Unissued(Sample.CardId),
        new ImportCard("old", "A/1", Sample.Number)
        {
            Type = CardType.OneYear, IssueDate = Sample.Today, TermEndDate = Sample.Today.AddYears(1),
            MemberId = From, Lots = lots, Debt = debt, Line = "cards.csv:17",
        });

    private static Lot[] Lots(long points) => points == 0 ? [] : [new Lot(null, points, points)];

    private static CardState Giver(long debt, params Lot[] lots) =>
        Of(With(Sample.IssueOf(CardType.OneYear), debt, lots), From);

    private static CardState Taker(long debt, params Lot[] lots) => Of(
        With(Sample.IssueOf(CardType.OneYear) with { CardId = OtherId, Number = Sample.OtherNumber }, debt, lots),
        Into);

    private static CardState With(CardState state, long debt, Lot[] lots) =>
        state with { Lots = [.. lots], Debt = debt, Balance = lots.Sum(lot => lot.Remaining) - debt };

    private static CardState Of(CardState state, MemberId? member) =>
        state with { Life = state.Life with { MemberId = member } };

    /// <summary>
    /// Another merge moved the card between the look-ups: it is found as the one's and as the other's, or as the one's
    /// beside a card that has its place by now. A commit can't name it twice, nor one place.
    /// </summary>
    [Fact]
    public void Merge_OfCardsThatAreNotOfOneMoment_LosesTheRace()
    {
        var giver = Giver(0, Lots(7));
        var moved = Of(giver, Into) with { Seq = giver.Seq + 1 };
        Assert.Equal(Refusal.LostRace, Merge(giver, moved));
        Assert.Equal(Refusal.LostRace, Merge(giver, giver));
        Assert.Equal(Refusal.LostRace, Merge(giver, Of(Taker(0), From)));
        Assert.Equal(Refusal.LostRace, Merge(giver, Taker(0), Taker(0)));

        static Refusal Merge(CardState giver, params CardState[] others) => Sample.Refused(
            (Command(giver) with { Others = [.. others.Select(card => card.CardId)] })
                .Decide(giver, others, Sample.AtDesk()));
    }

    private static MergeCards Command(CardState giver, long? seq = null) =>
        new(From, Into, Sample.Number, seq ?? giver.Seq, [OtherId]);

    private static Commit Committed(CardState giver, CardState taker, long? seq = null)
    {
        var commit = Sample.Committed(Command(giver, seq).Decide(giver, [taker], Sample.AtDesk()));
        foreach (var steps in commit.Cards) CheckSums(steps);

        // Nothing is gained or lost but what had expired; whatever was the one member's is the other's.
        var expired = commit.Cards.SelectMany(steps => steps.Entries).Where(entry => entry.Kind == EntryKind.Expiry);
        var before = commit.Cards.Sum(steps => steps.Before.Balance) + expired.Sum(entry => entry.Points);
        Assert.Equal(before, commit.Cards.Sum(steps => steps.After.Balance));
        Assert.Equal(Into, commit.After.Life.MemberId);
        Assert.Equal(commit.IdempotencyKey.Value, commit.Answer.IdempotencyKey);
        var others = commit.Cards.SelectMany(steps => steps.Entries).Where(entry => entry != commit.Answer);
        Assert.All(others, entry => Assert.Equal("", entry.IdempotencyKey));
        return commit;
    }

    private static void CheckSums(CardSteps steps)
    {
        var (seq, balance, hash) = (steps.Before.Seq, steps.Before.Balance, steps.Before.Hash);
        foreach (var entry in steps.Entries)
        {
            Assert.Equal((++seq, balance += entry.Points), (entry.Seq, entry.Balance));
            Assert.Equal(hash = EntryHash.Compute(hash, entry), entry.Hash.AsEnumerable());
        }

        var after = steps.After;
        Assert.Equal((seq, balance), (after.Seq, after.Balance));
        Assert.Equal(after.Balance, after.Lots.Sum(lot => lot.Remaining) - after.Debt);
        Assert.True(after.Debt == 0 || after.Lots.All(lot => lot.Remaining == 0), "Points beside a debt.");
        foreach (var date in steps.Before.Lots.Concat(after.Lots).Select(lot => lot.ExpiryDate).Distinct())
            Assert.Equal(
                Remaining(after, date) - Remaining(steps.Before, date),
                steps.Entries.SelectMany(entry => entry.LotEffects).Where(effect => effect.ExpiryDate == date)
                    .Sum(effect => effect.Points));
    }

    private static long Remaining(CardState state, DateOnly? expiryDate) =>
        state.Lots.Where(lot => lot.ExpiryDate == expiryDate).Sum(lot => lot.Remaining);

    private static Refusal Refused(CardState giver, CardState taker) =>
        Sample.Refused(Command(Giver(0)).Decide(giver, [taker], Sample.AtDesk()));
}
