using Loyalty.Domain;
using Loyalty.Domain.Entries;

namespace Loyalty.Testing.Checks;

/// <summary>
/// Checks that need the entries alone, whoever asked for them: simulator and torture run them over what they find in
/// the ledger. Sums, lots, counters and hashes are the auditor's, which both run as well.
/// </summary>
public static class LedgerRules
{
    /// <param name="ledger">Entries by card, in the order of their seqs, with the other cards that they name.</param>
    /// <param name="dateOf">The business date of an instant.</param>
    public static IEnumerable<LedgerFault> Check(
        ILookup<CardId, LedgerEntry> ledger, Func<DateTimeOffset, DateOnly> dateOf) =>
    [
        .. LifeRules.Check(ledger, dateOf), .. GuestRules.Check(ledger), .. CheckKeys(ledger),
        .. CheckTransfers(ledger),
    ];

    /// <summary>I4: what is used once answers one entry, on whichever card.</summary>
    private static IEnumerable<LedgerFault> CheckKeys(ILookup<CardId, LedgerEntry> ledger)
    {
        var answers = new Dictionary<string, LedgerEntry>(StringComparer.Ordinal);
        foreach (var entry in ledger.SelectMany(card => card))
        {
            if (entry.IdempotencyKey.Length > 0 && !answers.TryAdd(entry.IdempotencyKey, entry))
                yield return new LedgerFault(
                    Invariant.OneUse, entry, $"answers what {answers[entry.IdempotencyKey].Brief()} has answered");
        }
    }

    /// <summary>I1: points go from card to card, so that their sum stays: each side names the other.</summary>
    private static IEnumerable<LedgerFault> CheckTransfers(ILookup<CardId, LedgerEntry> ledger) =>
        from entry in ledger.SelectMany(card => card)
        where entry.Kind is EntryKind.TransferOut or EntryKind.TransferIn
        let side = new EntryReference(entry.CardId, entry.Seq)
        where entry.Counterpart is not { } named || !ledger[named.CardId].Any(other => other.Seq == named.Seq
            && other.Counterpart == side && other.Points == -entry.Points && other.Kind != entry.Kind)
        select new LedgerFault(Invariant.Balance, entry, "has no other side");
}
