using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>Loss, replacement, renewal, hold and end: what each leaves, and what it leaves alone.</summary>
public sealed class CardLifeTests
{
    private static readonly Guid Id = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private static readonly Lot[] Lots = [new(new DateOnly(2026, 12, 31), 70, 40), new(null, 5, 5)];

    [Fact]
    public void LossAndFinding_LeaveTheCardAsItWas()
    {
        var before = Sample.WithLots(0, [.. Lots]);
        var lost = Sample.Committed(new ReportLostCard(Id, Sample.Number).Decide(before, Sample.AtDesk()));
        Assert.Equal((EntryKind.LossReport, 0L), (lost.Answer.Kind, lost.Answer.Points));
        Assert.Equal(lost.Answer.Time, lost.After.Life.LostTime);
        Assert.Null(lost.Answer.Change);

        var found = Sample.After(lost.After, new ClearLostCard(Id, Sample.Number));

        Assert.Equal(before.Life, found.Life);
        Assert.Equal((before.Balance, before.Number), (found.Balance, found.Number));
        Assert.Equal(before.Lots.AsEnumerable(), found.Lots);
    }

    [Fact]
    public void Replacement_MovesNothingAndKillsTheOldNumberForEver()
    {
        var before = Sample.After(Sample.WithLots(0, [.. Lots]), new ReportLostCard(Id, Sample.Number));
        var commit = Sample.Committed(Replacement(Sample.Number, Sample.OtherNumber).Decide(before, Sample.AtDesk()));
        CardSums.Check(commit);

        Assert.Equal([Sample.OtherNumber.UniqueKey], commit.UniqueKeys);
        Assert.Equal(Sample.OtherNumber, commit.After.Number);
        Assert.Null(commit.After.Life.LostTime);
        Assert.Equal(before.Life.TermEndDate, commit.After.Life.TermEndDate);
        Assert.Equal((before.Balance, before.CardId), (commit.After.Balance, commit.After.CardId));
        Assert.Equal(before.Lots.AsEnumerable(), commit.After.Lots);
        Assert.Equal((200, "Lost"), (commit.Answer.Change!.FeeMinor, commit.Answer.Change.Reason));

        var third = CardNumber.Create("8800", "55555555555555");
        var later = Sample.After(commit.After, Replacement(Sample.OtherNumber, third));
        foreach (var old in new[] { Sample.Number, Sample.OtherNumber })
            Assert.Equal(Refusal.CardReplaced, Sample.Refused(new RenewCard(Id, old).Decide(later, Sample.AtDesk())));
        Assert.Null(Card.CheckNumber(later, third, Sample.Till));
    }

    /// <summary>Two desks at once: the second hears when, and the new number's last digits; a till doesn't.</summary>
    [Fact]
    public void Replaced_TellsADeskWhatItNeedsAndATillLess()
    {
        var state = Sample.After(Sample.Issue().After, Replacement(Sample.Number, Sample.OtherNumber));
        var second = Replacement(Sample.Number, Sample.Number);

        var desk = second.Decide(state, Sample.AtDesk()).Refused!;
        var till = Card.Decide(state, Sample.Accrue(Sample.Receipt), Sample.DecisionContext).Refused!;

        Assert.Equal(
            [
                new Fact("replace_time", "2026-03-15T04:00:00.000000Z"),
                new Fact("new_card_number", Sample.OtherNumber.Masked),
            ],
            desk.Facts);
        Assert.Equal((Refusal.CardReplaced, desk.Facts[0]), (till.Reason, Assert.Single(till.Facts)));
    }

    [Theory]
    [InlineData(366, "2027-03-15", 400)] // a day over: a new term from today, for its fee as well
    [InlineData(365, null, 200)] // the last day: the term is kept
    public void Replacement_OfAnExpiredCard_BeginsANewTerm(int daysAgo, string? newEnd, long fee)
    {
        var state = Sample.IssueOf(CardType.OneYear, daysAgo);
        var after = Sample.Committed(Replacement(Sample.Number, Sample.OtherNumber).Decide(state, Sample.AtDesk()));
        Assert.Equal(
            newEnd is null ? state.Life.TermEndDate : DateOnly.Parse(newEnd, null), after.After.Life.TermEndDate);
        Assert.Equal(fee, after.Answer.Change!.FeeMinor);
    }

    [Theory]
    [InlineData(335, "2027-04-14")] // 30 days before its end: prolonged from there
    [InlineData(365, "2027-03-15")] // on its last day
    [InlineData(366, "2027-03-15")] // over: from today
    [InlineData(900, "2027-03-15")]
    [InlineData(334, null)] // 31 days before: too early
    public void Renewal_OfAYearsCard_CostsNoDay(int daysAgo, string? expected)
    {
        var state = Sample.IssueOf(CardType.OneYear, daysAgo);
        var decision = new RenewCard(Id, Sample.Number).Decide(state, Sample.AtDesk());
        Assert.Equal(expected is null ? Refusal.CardNotDue : null, decision.Refused?.Reason);
        if (expected is null) return;
        Assert.Equal(expected, $"{decision.Commit!.After.Life.TermEndDate:yyyy-MM-dd}");
        Assert.Equal(200, decision.Commit.Answer.Change!.FeeMinor);
    }

    [Fact]
    public void Renewal_OfACardWithoutAnEnd_IsNotDue() => Assert.Equal(
        Refusal.CardNotDue,
        Sample.Refused(new RenewCard(Id, Sample.Number).Decide(Sample.Issue().After, Sample.AtDesk())));

    [Fact]
    public void Expired_LosesNothing()
    {
        var state = Sample.IssueOf(CardType.OneYear, 366) with
        {
            Lots = [new Lot(null, 5, 5)], Balance = 5,
        };
        Assert.Equal(
            Refusal.CardExpired,
            Sample.Refused(Card.Decide(state, Sample.Accrue(Sample.Receipt), Sample.DecisionContext)));
        var renewed = Sample.After(state, new RenewCard(Id, Sample.Number));
        Assert.Equal(5, renewed.Balance);
        Sample.Committed(Card.Decide(renewed, Sample.Accrue(Sample.Receipt), Sample.DecisionContext));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Cancellation_ForfeitsWhatIsLeftAndEndsTheCard(long debt)
    {
        var state = debt > 0
            ? Sample.WithLots(debt) with { RemainderMinor = 7 }
            : Sample.WithLots(0, [new Lot(Sample.Today.AddDays(-1), 9, 9), .. Lots]) with { RemainderMinor = 7 };
        var commit = Sample.Committed(new CancelCard(Id, Sample.Number, "moved").Decide(state, Sample.AtDesk()));
        CardSums.Check(commit);

        Assert.Equal(debt > 0 ? 3 : -45, commit.Answer.Points); // the expired lot left by itself
        Assert.Equal(debt > 0 ? 1 : 2, commit.Entries.Length);
        Assert.Equal((0, 0, 0), (commit.After.Balance, commit.After.Debt, commit.After.RemainderMinor));
        Assert.Equal((Sample.Today, "moved"), (commit.After.Life.CancelDate, commit.Answer.Change!.Reason));
        Assert.Equal(
            Refusal.CardCancelled,
            Sample.Refused(Card.Decide(commit.After, Sample.Accrue(Sample.Receipt), Sample.DecisionContext)));
    }

    [Fact]
    public void IdempotencyKeyOf_TheSameRequest_IsTheSameUnderAnyNumberAndAnotherForAnyOtherWish()
    {
        var context = Sample.AtDesk();
        var first = Replacement(Sample.Number, Sample.OtherNumber);
        var idempotencyKey = first.IdempotencyKeyOn(Sample.CardId, context);
        var again = first with { Number = Sample.OtherNumber, NewNumber = Sample.Number };
        Assert.Equal(idempotencyKey, again.IdempotencyKeyOn(Sample.CardId, context));
        ICardCommand[] others =
        [
            first with { Reason = ReplaceReason.Damaged }, first with { IsStockNumber = true },
            new RenewCard(Id, Sample.Number), new CancelCard(Id, Sample.Number, ""),
            new CancelCard(Id, Sample.Number, "x"), new SuspendCard(Id, Sample.Number, "x"),
            new ResumeCard(Id, Sample.Number, "x"), new ReportLostCard(Id, Sample.Number),
            new ClearLostCard(Id, Sample.Number), new IssueCard(Id, Sample.Number),
        ];
        var all = others.Select(other => other.IdempotencyKeyOn(Sample.CardId, context)).Append(
            idempotencyKey).ToArray();
        Assert.Single(all.Select(one => one.Value).Distinct());
        Assert.Equal(all.Length, all.Select(one => one.Fingerprint).Distinct().Count());
        Assert.NotEqual(idempotencyKey, first.IdempotencyKeyOn(new CardId(Id), context));
    }

    private static ReplaceCard Replacement(CardNumber number, CardNumber newNumber) =>
        new(Id, number, newNumber, false, ReplaceReason.Lost);
}
