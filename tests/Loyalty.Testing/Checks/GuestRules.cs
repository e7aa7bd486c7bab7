using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Testing.Checks;

/// <summary>
/// I4 and I6 of guests: a guest card holds receipts and no points, and no other card holds any; what earned by a claim
/// was presented for it, on the card that the claim names, up to the entry that it names.
/// </summary>
internal static class GuestRules
{
    public static IEnumerable<LedgerFault> Check(ILookup<CardId, LedgerEntry> ledger)
    {
        foreach (var (before, entry) in ledger.SelectMany(CardFold.Of))
        {
            var life = CardFold.After(before, entry).Life;
            if (life.Type == CardType.Guest ? !IsOfGuestCards(entry) : IsOfGuestCardsOnly(entry))
                yield return new LedgerFault(Invariant.Life, entry, $"can't be so on a card of type {life.Type}");
            if (entry is { Kind: EntryKind.Accrual, Counterpart: { } shown } && !IsEarned(entry, shown, ledger))
                yield return new LedgerFault(Invariant.OneUse, entry, "earned without a claim of its guest card");
            if (entry.Kind == EntryKind.GuestClaim && !NamesItsLast(entry, ledger))
                yield return new LedgerFault(Invariant.OneUse, entry, "doesn't name the last entry that it made");
        }
    }

    private static bool IsOfGuestCards(LedgerEntry entry) => entry is { Points: 0, Balance: 0 }
        && (entry.Kind is EntryKind.Issue or EntryKind.Cancellation || IsOfGuestCardsOnly(entry));

    private static bool IsOfGuestCardsOnly(LedgerEntry entry) =>
        entry.Kind is EntryKind.Presentation or EntryKind.GuestClaim;

    private static bool IsEarned(LedgerEntry earned, EntryReference shown, ILookup<CardId, LedgerEntry> ledger) =>
        ledger[shown.CardId].Any(entry => entry.Kind == EntryKind.Presentation && entry.Seq == shown.Seq
            && entry.Receipt == earned.Receipt)
        && ledger[shown.CardId].Any(entry => entry.Kind == EntryKind.GuestClaim && entry.Time == earned.Time
            && entry.Counterpart?.CardId == earned.CardId);

    /// <summary>A claim by which nothing earned names the last entry that it found.</summary>
    private static bool NamesItsLast(LedgerEntry claim, ILookup<CardId, LedgerEntry> ledger)
    {
        if (claim.Counterpart is not { } named) return false;
        var earned = ledger[named.CardId].Where(entry => entry.Kind == EntryKind.Accrual
            && entry.Counterpart?.CardId == claim.CardId);
        return (earned.LastOrDefault() ?? ledger[named.CardId].FirstOrDefault(entry => entry.Seq == named.Seq))?.Seq
            == named.Seq;
    }
}
