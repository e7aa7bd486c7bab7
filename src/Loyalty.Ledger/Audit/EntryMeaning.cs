using Loyalty.Domain.Commits;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;

namespace Loyalty.Ledger.Audit;

/// <summary>What an entry says itself of the meaning that its identity was claimed with.</summary>
internal static class EntryMeaning
{
    /// <summary>
    /// Whether an entry can have been committed with this meaning. A receipt's lines and tenders aren't kept: their
    /// part of the meaning, and the digest of the whole where there are any, is beyond proof. So is an accrual's that
    /// names no receipt, which is a finding by itself.
    /// </summary>
    /// <param name="entry">The entry; of a kind that is known, or the row would not have been read.</param>
    /// <param name="state">The card after it.</param>
    /// <param name="claimed">The meaning.</param>
    public static bool Fits(LedgerEntry entry, CardState state, Meaning claimed)
    {
        switch (entry.Kind)
        {
            case EntryKind.Issue when entry.Change?.Type == CardType.Guest:
                return claimed.FirstDifference(GuestIssue) is not (null or MeaningField.Command);
            case EntryKind.Issue:
                return IsIssue(entry, claimed);
            case EntryKind.Accrual:
                return entry.Receipt is not { } receipt || claimed.Extends(Of(entry, receipt));
            case EntryKind.Presentation:
                return entry is not { Receipt: not null, Content: not null } || IsPresentation(entry, claimed);
            case EntryKind.GuestClaim:
                return entry.Counterpart is { } card
                    && claimed.Equals(CardMeaning.OfGuestClaim(entry.CardId, card.CardId));
            case EntryKind.LossReport or EntryKind.LossClearance or EntryKind.Replacement or EntryKind.Renewal
                or EntryKind.Suspension or EntryKind.Resumption or EntryKind.Cancellation or EntryKind.MemberLink
                or EntryKind.MemberUnlink:
                return IsChange(entry, claimed);
            case EntryKind.TransferOut:
                return IsTransfer(entry, claimed);
            case EntryKind.Opening:
                return claimed.Equals(ImportMeaning.Of(state, keepsNumber: true))
                    || claimed.Equals(ImportMeaning.Of(state, keepsNumber: false));
            case EntryKind.Expiry or EntryKind.TransferIn:
                return false; // booked along with another entry, which answers
            default:
                throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, null);
        }
    }

    /// <summary>Of a guest card's issue only the command can be proven: its receipt stands on the next entry.</summary>
    private static Meaning GuestIssue { get; } =
        new Meaning.Builder().Add(MeaningField.Command, "issue-guest-card").Build();

    private static bool IsPresentation(LedgerEntry entry, Meaning claimed)
    {
        var receipt = ReceiptContent.Of(entry);
        var perTill = entry.IdentityKey == receipt.PresentationKey(numbersRestartPerTill: true);
        return claimed.Equals(ReceiptMeaning.OfPresentation(entry.CardId, receipt, perTill));
    }

    /// <summary>Whether the type or the number was asked for isn't kept: what was left open is no part of it.</summary>
    private static bool IsIssue(LedgerEntry entry, Meaning claimed)
    {
        var surrendered = entry.Change?.IsReceiptSurrendered ?? false;
        foreach (var type in new[] { null, entry.Change?.Type })
            foreach (var number in new[] { null, entry.CardNumber })
                if (claimed.Equals(OfIssue(type, number))) return true;
        return false;

        Meaning OfIssue(CardType? type, CardNumber? number) => CardMeaning.OfIssue(
            type, number, entry.Receipt, surrendered, entry.Change?.MemberId);
    }

    private static bool IsChange(LedgerEntry entry, Meaning claimed)
    {
        var reason = entry.Change?.Reason ?? "";
        var member = entry.Change?.MemberId;
        return claimed.Equals(CardMeaning.OfChange(entry.Kind, entry.CardId, reason, null, member))
            || claimed.Equals(CardMeaning.OfChange(entry.Kind, entry.CardId, reason, entry.CardNumber, member))
            || (member is { } into && claimed.Equals(CardMeaning.OfMerge(reason, into)));
    }

    private static bool IsTransfer(LedgerEntry entry, Meaning claimed) =>
        entry.Counterpart is { } other
        && (claimed.Equals(CardMeaning.OfTransfer(entry.CardId, other.CardId, null))
            || claimed.Equals(CardMeaning.OfTransfer(entry.CardId, other.CardId, -entry.Points)));

    private static Meaning Of(LedgerEntry entry, ReceiptReference reference)
    {
        var receipt = new Receipt(
            reference.Store, reference.Till, reference.Number, reference.BusinessDate, null, "", reference.TotalMinor,
            reference.Currency, [], []);
        var perTill = entry.IdentityKey == receipt.AccrualKey(numbersRestartPerTill: true);
        return ReceiptMeaning.OfAccrual(entry.CardId, receipt, perTill);
    }
}
