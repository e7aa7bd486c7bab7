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
    /// part of the meaning, and the digest of the whole where there are any, is beyond proof.
    /// </summary>
    public static bool Fits(LedgerEntry entry, Meaning claimed) => entry.Kind switch
    {
        EntryKind.Issue =>
            claimed.Equals(Card.IdentityOf(new IssueCard(default, default), entry.Caller).Meaning),
        EntryKind.Accrual when entry.Receipt is { } receipt => claimed.Extends(Of(entry, receipt)),
        _ => true,
    };

    private static Meaning Of(LedgerEntry entry, ReceiptReference reference)
    {
        var receipt = new Receipt(
            reference.Store, reference.Till, reference.Number, reference.BusinessDate, null, "", reference.TotalMinor,
            reference.Currency, [], []);
        var perTill = entry.IdentityKey == receipt.AccrualKey(numbersRestartPerTill: true);
        return ReceiptMeaning.OfAccrual(entry.CardId, receipt, perTill);
    }
}
