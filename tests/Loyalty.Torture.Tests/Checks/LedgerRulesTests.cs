using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Testing;
using Loyalty.Testing.Checks;

namespace Loyalty.Torture.Tests.Checks;

/// <summary>One damage to a sound ledger for each rule that simulator and torture share.</summary>
public sealed class LedgerRulesTests
{
    private static readonly ReceiptReference Shown = new("s1", "7", "R1", new DateOnly(2026, 3, 1), 500, "USD");

    /// <summary>
    /// Card 1 is reported lost, replaced, and gets points of card 2, which then ends; what was shown for guest card 3
    /// earns on card 1.
    /// </summary>
    private static readonly LedgerEntry[] Sound =
    [
        Entries.Of(1, 1, EntryKind.Issue, "a", number: "1111"),
        Entries.Of(1, 2, EntryKind.Accrual, "b", 5, 5),
        Entries.Of(1, 3, EntryKind.LossReport, "c", 0, 5),
        Entries.Of(1, 4, EntryKind.Replacement, "d", 0, 5, "2222"),
        Entries.Of(1, 5, EntryKind.TransferIn, "", 4, 9) with { Counterpart = At(2, 3) },
        Entries.Of(1, 6, EntryKind.Accrual, "e", 5, 14) with { Counterpart = At(3, 2), Receipt = Shown },
        Entries.Of(2, 1, EntryKind.Issue, "f", number: "3333"),
        Entries.Of(2, 2, EntryKind.Accrual, "g", 6, 6),
        Entries.Of(2, 3, EntryKind.TransferOut, "h", -4, 2) with { Counterpart = At(1, 5) },
        Entries.Of(2, 4, EntryKind.Cancellation, "i", -2, 0),
        Entries.Of(3, 1, EntryKind.Issue, "j", number: "4444") with
        {
            Change = new CardChange(CardType.Guest, null, 0, "", false),
        },
        Entries.Of(3, 2, EntryKind.Presentation, "k") with { Receipt = Shown },
        Entries.Of(3, 3, EntryKind.GuestClaim, "l") with { Counterpart = At(1, 6) },
    ];

    [Fact]
    public void Ledger_AsItShouldBe_IsClean() => Assert.Empty(Check(Sound));

    [Fact]
    public void Entry_ThatTheTableForbids_IsNamed() =>
        AssertNamed(Invariant.Life, "CardLost", At(1, 4), entry => entry with { Kind = EntryKind.Accrual });

    [Fact]
    public void Change_ThatMovesPoints_IsNamed() =>
        AssertNamed(Invariant.Life, "moved points", At(1, 4), entry => entry with { Points = -1 });

    [Fact]
    public void End_ThatLeavesPoints_IsNamed() =>
        AssertNamed(Invariant.Life, "moved points", At(2, 4), entry => entry with { Balance = 2 });

    [Fact]
    public void Entry_AfterTheEnd_IsNamed() =>
        AssertNamed(Invariant.Life, "card's end", At(2, 5), add: Entries.Of(2, 5, EntryKind.MemberUnlink, "x"));

    [Fact]
    public void Card_ThatBeginsWithoutItsIssueOrTwice_IsNamed()
    {
        AssertNamed(Invariant.Life, "begins", At(2, 1), entry => entry with { Kind = EntryKind.MemberLink });
        AssertNamed(Invariant.Life, "begins", At(2, 2), entry => entry with { Kind = EntryKind.Issue });
    }

    [Fact]
    public void Renewal_OfACardOfNoTerm_IsNamed() =>
        AssertNamed(Invariant.Life, "of no term", At(1, 7), add: Entries.Of(1, 7, EntryKind.Renewal, "x", 0, 14));

    [Fact]
    public void GuestCard_WithPoints_IsNamed()
    {
        AssertNamed(Invariant.Life, "type Guest", At(3, 2), entry => entry with { Points = 8 });
        AssertNamed(Invariant.Life, "type Guest", At(3, 3), entry => entry with { Balance = 8 });
        AssertNamed(Invariant.Life, "type Guest", At(3, 2), entry => entry with { Kind = EntryKind.OpeningBalance });
    }

    [Fact]
    public void OtherCard_ThatHoldsAReceipt_IsNamed() =>
        AssertNamed(Invariant.Life, "LongTerm", At(1, 2), entry => entry with { Kind = EntryKind.Presentation });

    [Fact]
    public void Accrual_ThatWasNotPresentedOrClaimed_IsNamed()
    {
        AssertNamed(Invariant.OneUse, "without a claim", At(1, 6), entry => entry with { Counterpart = At(3, 1) });
        AssertNamed(
            Invariant.OneUse, "without a claim", At(1, 6), entry => entry with { Time = entry.Time.AddSeconds(1) });
        var other = Shown with { Number = "R2" };
        AssertNamed(Invariant.OneUse, "without a claim", At(1, 6), entry => entry with { Receipt = other });
        Assert.Contains(Check(Sound[..^1]), fault => fault.Invariant == Invariant.OneUse);
    }

    [Fact]
    public void Claim_ThatNamesNoneOrAnother_IsNamed()
    {
        AssertNamed(Invariant.OneUse, "last entry", At(3, 3), entry => entry with { Counterpart = null });
        AssertNamed(Invariant.OneUse, "last entry", At(3, 3), entry => entry with { Counterpart = At(1, 5) });
        AssertNamed(Invariant.OneUse, "last entry", At(3, 3), entry => entry with { Counterpart = At(2, 5) });
    }

    [Fact]
    public void Key_OfTwoEntries_IsNamed() => // on another card than the first
        AssertNamed(Invariant.OneUse, "has answered", At(2, 2), entry => entry with { IdempotencyKey = "b" });

    [Fact]
    public void Transfer_WithoutItsOtherSide_IsNamed()
    {
        AssertNamed(Invariant.Balance, "other side", At(2, 3), entry => entry with { Points = -3 });
        AssertNamed(Invariant.Balance, "other side", At(2, 3), entry => entry with { Counterpart = At(1, 4) });
        AssertNamed(Invariant.Balance, "other side", At(1, 5), entry => entry with { Counterpart = At(2, 2) });
    }

    private static EntryReference At(long card, long seq) => new(Entries.IdOf(card), seq);

    /// <summary>Damages the sound ledger at an entry; the check must find it there.</summary>
    private static void AssertNamed(
        Invariant invariant, string what, EntryReference at, Func<LedgerEntry, LedgerEntry>? damage = null,
        LedgerEntry? add = null)
    {
        var damaged = Sound.Select(entry => IsAt(entry, at) && damage is not null ? damage(entry) : entry);
        Assert.Contains(
            Check([.. damaged, .. add is null ? (LedgerEntry[])[] : [add]]),
            fault => fault.Invariant == invariant && IsAt(fault.Entry, at)
                && fault.What.Contains(what, StringComparison.Ordinal));
    }

    private static bool IsAt(LedgerEntry entry, EntryReference at) => (entry.CardId, entry.Seq) == (at.CardId, at.Seq);

    private static IEnumerable<LedgerFault> Check(LedgerEntry[] entries) => LedgerRules.Check(
        entries.ToLookup(entry => entry.CardId), time => DateOnly.FromDateTime(time.UtcDateTime));
}
