using System.Collections.Immutable;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Cards;

public sealed class GuestTests
{
    private static readonly Guid Id = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private static readonly CardId GuestId = new(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8058"));

    /// <summary>Rules under which the order of receipts and everything on them counts.</summary>
    private static readonly ProgramRules Rules = Sample.Rules with
    {
        Remainder = EarnRemainder.Carry, MaxPointsPerDay = 9, ExcludedCategories = ["drink"],
        Multipliers = [new Multiplier("food", 300, null, null, [], [], ["food"])],
    };

    private static readonly Receipt[] Receipts = [Sample.Receipt, Sample.Paid(3_000), Sample.Paid(9_000, "R-2")];

    [Fact]
    public void Issue_IsAnsweredByTheCardAndPresentsTheReceiptUnderItsOwnIdentity()
    {
        var commit = Issue(Sample.Receipt);
        Assert.Equal([EntryKind.Issue, EntryKind.Presentation], commit.Entries.Select(entry => entry.Kind));
        Assert.Equal(commit.Entries[0], commit.Answer);
        Assert.Equal((CardType.Guest, Sample.OtherNumber), (commit.After.Life.Type, commit.After.Number));
        Assert.Equal([Sample.OtherNumber.UniqueKey], commit.UniqueKeys);
        Assert.Equal(
            [new SlotChange($"guest/2026-03-15/{GuestId.Value:N}", GuestId, SlotAction.Take)], commit.SlotChanges);
        var further = Assert.Single(commit.FurtherKeys);
        Assert.Equal(Sample.Receipt.PresentationKey(false), further.IdempotencyKey.Value);
        Assert.Equal(new EntryReference(GuestId, 2), further.Entry);
        Assert.Equal(Sample.Receipt.Lines.AsEnumerable(), commit.Entries[1].Content!.Lines);
        Assert.Equal(0, commit.After.Balance);
    }

    [Fact]
    public void Claim_EarnsExactlyWhatTheReceiptsEarnOneByOne()
    {
        var (guest, entries) = Present(Receipts);
        var card = Sample.IssueOf(CardType.LongTerm, 1);
        var claim = Sample.Committed(Claim(guest, card, entries, Rules));

        var alone = card;
        foreach (var (receipt, i) in Receipts.Select((receipt, i) => (receipt, i)))
        {
            var accrual = Sample.Committed(Card.Decide(
                alone, new AccruePoints(alone.Number, receipt), Sample.AtDesk(0, Rules)));
            var (expected, earned) = (accrual.Answer, claim.Cards[1].Entries[i]);
            Assert.Equal(
                (expected.Points, expected.Balance, expected.RemainderMinor, expected.IdempotencyKey, expected.Receipt),
                (earned.Points, earned.Balance, earned.RemainderMinor, earned.IdempotencyKey, earned.Receipt));
            Assert.Equal(expected.Grants.AsEnumerable(), earned.Grants);
            Assert.Equal(expected.LotEffects.AsEnumerable(), earned.LotEffects);
            Assert.Equal(accrual.IdempotencyKey, claim.FurtherKeys[i].IdempotencyKey);
            Assert.Equal(new EntryReference(GuestId, i + 2), earned.Counterpart);
            alone = accrual.After;
        }

        var after = claim.Cards[1].After;
        Assert.Equal((alone.Balance, alone.RemainderMinor), (after.Balance, after.RemainderMinor));
        Assert.Equal(alone.Lots.AsEnumerable(), after.Lots);
        Assert.Equal(alone.DayPoints.AsEnumerable(), after.DayPoints);
        Assert.Equal((EntryKind.GuestClaim, Sample.Today), (claim.Answer.Kind, claim.After.Life.CancelDate));
        Assert.Equal(new EntryReference(card.CardId, after.Seq), claim.Answer.Counterpart);
        Assert.Equal(SlotAction.Release, Assert.Single(claim.SlotChanges).Change);
    }

    [Fact]
    public void Claim_WithAReceiptThatIsTaken_EarnsTheRest()
    {
        var (guest, entries) = Present(Receipts);
        var card = Sample.IssueOf(CardType.LongTerm, 1);
        var claim = Sample.Committed(
            Claim(guest, card, entries, Rules, [Receipts[1].AccrualKey(false)]));
        Assert.Equal(
            [Receipts[0].Number, Receipts[2].Number],
            claim.Cards[1].Entries.Select(entry => entry.Receipt!.Number));
        var none = Sample.Committed(Claim(
            guest, card, entries, Rules, [.. Receipts.Select(receipt => receipt.AccrualKey(false))]));
        Assert.Equal(5, Assert.Single(none.Cards).After.Seq);
        Assert.Equal(new EntryReference(card.CardId, 1), none.Answer.Counterpart);
    }

    /// <summary>Shown while numbers ran on over all tills; by now nobody can tell which till's receipt it is.</summary>
    [Fact]
    public void Claim_OfAReceiptWithoutTheTillThatTheRulesAskForNow_LeavesItOut()
    {
        var (guest, entries) = Present(Sample.Paid(10_000), Sample.Receipt);
        var claim = Sample.Committed(Claim(
            guest, Sample.IssueOf(CardType.LongTerm, 1), entries, Sample.Rules with { NumbersRestartPerTill = true }));
        Assert.Equal("till-7", Assert.Single(claim.Cards[1].Entries).Receipt!.Till);
    }

    [Fact]
    public void Claim_WhereACardHasNoRoom_LeavesTheReceiptOut()
    {
        var (guest, entries) = Present(Sample.Receipt);
        var card = Sample.IssueOf(CardType.LongTerm, 1) with
        {
            Balance = ProgramRules.MaxBalance - 1, Debt = 1,
            Lots = [new Lot(null, ProgramRules.MaxBalance, ProgramRules.MaxBalance)],
        };
        Assert.Single(Sample.Committed(Claim(guest, card, entries, Sample.Rules)).Cards);
    }

    [Fact]
    public void Claim_OnItsDayOnly_OfAGuestCard_ForACardThatEarns()
    {
        var (guest, entries) = Present(Sample.Receipt);
        var card = Sample.IssueOf(CardType.LongTerm, 1);
        var command = Command(guest, card, entries);
        Assert.Equal(
            Refusal.GuestExpired, Sample.Refused(command.Decide(guest, [card], Sample.AtDesk(1))));
        Assert.Equal(
            Refusal.CardIsNoGuest, Sample.Refused(Command(card, card, entries).Decide(card, [card], Sample.AtDesk())));
        Assert.Equal(Refusal.CardIsGuest, Sample.Refused(Command(guest, guest, entries).Decide(
            guest, [guest], Sample.AtDesk())));
        var lost = Sample.After(card, new ReportLostCard(Id, card.Number));
        Assert.Equal(Refusal.CardLost, Sample.Refused(Claim(guest, lost, entries, Sample.Rules)));
        Assert.Equal(Refusal.LostRace, Sample.Refused(Claim(guest, card, entries[..1], Sample.Rules)));
        var claimed = Sample.Committed(Claim(guest, card, entries, Sample.Rules)).After;
        Assert.Equal(Refusal.CardCancelled, Sample.Refused(Claim(claimed, card, entries, Sample.Rules)));
        Assert.Equal(
            Refusal.CardCancelled,
            Sample.Refused(new PresentReceipt(guest.Number, Sample.Paid(500)).Decide(claimed, Sample.AtDesk())));
    }

    [Fact]
    public void Guest_HoldsSoManyReceiptsAndNoMore()
    {
        var receipts = Enumerable.Range(1, Card.MaxGuestReceipts).Select(i => Sample.Paid(100, $"R-{i}")).ToArray();
        var (guest, _) = Present(receipts);
        Assert.Equal(
            Refusal.GuestFull,
            Sample.Refused(new PresentReceipt(guest.Number, Sample.Paid(500, "R-X")).Decide(guest, Sample.AtDesk())));
    }

    [Fact]
    public void Receipt_TooOldOrOfTomorrow_IsNotShown()
    {
        var (guest, _) = Present(Sample.Receipt);
        foreach (var (days, refusal) in new[] { (-31, Refusal.ReceiptTooOld), (1, Refusal.ReceiptInFuture) })
        {
            var receipt = Sample.Paid(500, "R-9", Sample.Today.AddDays(days));
            Assert.Equal(
                refusal, Sample.Refused(new PresentReceipt(guest.Number, receipt).Decide(guest, Sample.AtDesk())));
            Assert.Equal(refusal, Sample.Refused(new IssueGuestCard(Id, Sample.OtherNumber, receipt).Decide(
                CardState.Unissued(GuestId), Sample.AtDesk())));
        }
    }

    [Fact]
    public void Closure_IsOfGuestsOfEarlierDaysAlone()
    {
        var (guest, _) = Present(Sample.Receipt);
        var close = new CloseGuestCard();
        Assert.Equal(Refusal.CardNotDue, Sample.Refused(close.Decide(guest, Sample.AtDesk())));
        Assert.Equal(
            Refusal.CardIsNoGuest,
            Sample.Refused(close.Decide(Sample.IssueOf(CardType.OneYear, 9), Sample.AtDesk())));
        var closed = Sample.Committed(close.Decide(guest, Sample.AtDesk(1)));
        Assert.Equal((EntryKind.Cancellation, "Unclaimed"), (closed.Answer.Kind, closed.Answer.Change!.Reason));
        Assert.Equal(SlotAction.Release, Assert.Single(closed.SlotChanges).Change);
        Assert.Equal(Refusal.CardCancelled, Sample.Refused(close.Decide(closed.After, Sample.AtDesk(1))));
    }

    [Fact]
    public void GuestCard_AllowsOfTheTableCancelAlone()
    {
        foreach (var verb in CardVerbs.OfTable)
        {
            Assert.Equal(verb == CancelCard.Verb ? null : Refusal.CardIsGuest, CardTable.Check(verb, CardFacts.Guest));
            Assert.Equal(
                Refusal.CardCancelled, CardTable.Check(verb, CardFacts.Guest | CardFacts.Cancelled));
        }

        var (guest, _) = Present(Sample.Receipt);
        Assert.Equal(CardFacts.Guest, guest.FactsOn(Sample.Today, guest.Number));
        Assert.Equal(
            Refusal.CardIsGuest,
            Sample.Refused(new AccruePoints(guest.Number, Sample.Paid(900)).Decide(guest, Sample.AtDesk())));
        Assert.Equal(
            SlotAction.Release,
            Assert.Single(
                Sample.Committed(new CancelCard(Id, guest.Number, "").Decide(guest, Sample.AtDesk())).SlotChanges)
                .Change);
    }

    private static Commit Issue(Receipt receipt) => Sample.Committed(
        new IssueGuestCard(Id, Sample.OtherNumber, receipt).Decide(CardState.Unissued(GuestId), Sample.AtDesk()));

    /// <summary>A guest card with these receipts, and its entries.</summary>
    private static (CardState Guest, ImmutableArray<LedgerEntry> Entries) Present(params Receipt[] receipts)
    {
        var commit = Issue(receipts[0]);
        var entries = commit.Entries;
        foreach (var receipt in receipts.Skip(1))
        {
            commit = Sample.Committed(
                new PresentReceipt(Sample.OtherNumber, receipt).Decide(commit.After, Sample.AtDesk()));
            entries = entries.AddRange(commit.Entries);
        }

        return (commit.After, entries);
    }

    private static ClaimGuestCard Command(CardState guest, CardState card, ImmutableArray<LedgerEntry> entries) =>
        new(Id, guest.Number, card.CardId, card.Number) { Entries = entries };

    private static Decision Claim(
        CardState guest, CardState card, ImmutableArray<LedgerEntry> entries, ProgramRules rules,
        ImmutableArray<string>? taken = null) =>
        (Command(guest, card, entries) with { Taken = taken ?? [] }).Decide(guest, [card], Sample.AtDesk(0, rules));
}
