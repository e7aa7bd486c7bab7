using Loyalty.Domain.Commits;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>Compares an entry with the fingerprint committed under its idempotency key.</summary>
internal static class EntryFingerprint
{
    /// <summary>
    /// Whether an entry can have been committed with this fingerprint. A receipt's lines and tenders aren't kept: their
    /// part of the fingerprint, and the digest of the whole where there are any, is beyond proof. So is an accrual's
    /// that names no receipt, which is a finding by itself.
    /// </summary>
    /// <param name="entry">The entry; of a kind that is known, or the row would not have been read.</param>
    /// <param name="state">The card after it.</param>
    /// <param name="used">The fingerprint.</param>
    public static bool Fits(LedgerEntry entry, CardState state, Fingerprint used)
    {
        switch (entry.Kind)
        {
            case EntryKind.Issue when entry.Change?.Type == CardType.Guest:
                return used.FirstDifference(GuestIssue) is not (null or FingerprintField.Command);
            case EntryKind.Issue:
                return IsIssue(entry, used);
            case EntryKind.Accrual:
                return entry.Receipt is not { } receipt || used.Extends(Of(entry, receipt));
            case EntryKind.Presentation:
                return entry is not { Receipt: not null, Content: not null } || IsPresentation(entry, used);
            case EntryKind.GuestClaim:
                return entry.Counterpart is { } card
                    && used.Equals(CardFingerprint.OfGuestClaim(entry.CardId, card.CardId));
            case EntryKind.LossReport or EntryKind.LossClearance or EntryKind.Replacement or EntryKind.Renewal
                or EntryKind.Suspension or EntryKind.Resumption or EntryKind.Cancellation or EntryKind.MemberLink
                or EntryKind.MemberUnlink:
                return IsChange(entry, used);
            case EntryKind.TransferOut:
                return IsTransfer(entry, used);
            case EntryKind.OpeningBalance:
                return used.Equals(ImportFingerprint.Of(state, keepsNumber: true))
                    || used.Equals(ImportFingerprint.Of(state, keepsNumber: false));
            case EntryKind.Expiry or EntryKind.TransferIn:
                return false; // posted along with another entry, which answers
            default:
                throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, null);
        }
    }

    /// <summary>Of a guest card's issue only the command can be proven: its receipt stands on the next entry.</summary>
    private static Fingerprint GuestIssue { get; } =
        new Fingerprint.Builder().Add(FingerprintField.Command, "issue-guest-card").Build();

    private static bool IsPresentation(LedgerEntry entry, Fingerprint used)
    {
        var receipt = ReceiptContent.Of(entry);
        var perTill = entry.IdempotencyKey == receipt.PresentationKey(numbersRestartPerTill: true);
        return used.Equals(ReceiptFingerprint.OfPresentation(entry.CardId, receipt, perTill));
    }

    /// <summary>Whether the type or the number was asked for isn't kept: what was left open is no part of it.</summary>
    private static bool IsIssue(LedgerEntry entry, Fingerprint used)
    {
        var surrendered = entry.Change?.IsReceiptSurrendered ?? false;
        foreach (var type in new[] { null, entry.Change?.Type })
            foreach (var number in new[] { null, entry.CardNumber })
                if (used.Equals(OfIssue(type, number))) return true;
        return false;

        Fingerprint OfIssue(CardType? type, CardNumber? number) => CardFingerprint.OfIssue(
            type, number, entry.Receipt, surrendered, entry.Change?.MemberId);
    }

    private static bool IsChange(LedgerEntry entry, Fingerprint used)
    {
        var reason = entry.Change?.Reason ?? "";
        var member = entry.Change?.MemberId;
        return used.Equals(CardFingerprint.OfChange(entry.Kind, entry.CardId, reason, null, member))
            || used.Equals(CardFingerprint.OfChange(entry.Kind, entry.CardId, reason, entry.CardNumber, member))
            || (member is { } into && used.Equals(CardFingerprint.OfMerge(reason, into)));
    }

    private static bool IsTransfer(LedgerEntry entry, Fingerprint used) =>
        entry.Counterpart is { } other
        && (used.Equals(CardFingerprint.OfTransfer(entry.CardId, other.CardId, null))
            || used.Equals(CardFingerprint.OfTransfer(entry.CardId, other.CardId, -entry.Points)));

    private static Fingerprint Of(LedgerEntry entry, ReceiptReference reference)
    {
        var receipt = new Receipt(
            reference.Store, reference.Till, reference.Number, reference.BusinessDate, null, "", reference.TotalMinor,
            reference.Currency, [], []);
        var perTill = entry.IdempotencyKey == receipt.AccrualKey(numbersRestartPerTill: true);
        return ReceiptFingerprint.OfAccrual(entry.CardId, receipt, perTill);
    }
}
