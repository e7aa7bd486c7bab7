using Loyalty.Domain.Entries;
using Loyalty.Testing;
using Loyalty.Testing.Checks;
using Loyalty.Testing.History;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Checks;

/// <summary>
/// I2: every acknowledged request is in the ledger exactly once, with the acknowledged seq and balance; and nothing is
/// there that nobody was told of, once every request is settled.
/// </summary>
public static class LedgerCheck
{
    public static void Check(
        IEnumerable<CardOperation> operations, ILookup<string, LedgerEntry> rows, Violations violations)
    {
        foreach (var card in operations.Where(operation => !operation.IsRead).GroupBy(operation => operation.Card))
        {
            var byKey = rows[card.Key].ToLookup(row => row.IdempotencyKey, StringComparer.Ordinal);
            foreach (var operation in card)
            {
                var kept = byKey[operation.Request!].ToArray();
                if (kept.Length != 1)
                    violations.Add(
                        Invariant.Acknowledged, card.Key, $"the ledger has {kept.Length} entries of {operation}");
                else if (kept[0].Seq != operation.Seq || kept[0].Balance != operation.Balance
                    || kept[0].Points != operation.Points)
                    violations.Add(
                        Invariant.Acknowledged, card.Key, $"the ledger has {kept[0].Brief()} for {operation}");
            }
        }
    }

    /// <summary>Compares the entries of cards with the receipts settled on them; nothing may be under way.</summary>
    public static void CheckCounts(
        IEnumerable<SharedCard> cards, ILookup<string, LedgerEntry> rows, Violations violations)
    {
        foreach (var card in cards)
        {
            var entries = rows[card.Id].ToArray();
            if (entries.Length == card.Settled + 1 && entries[^1].Seq == entries.Length) continue;
            violations.Add(
                Invariant.Acknowledged, card.Id,
                $"{card.Settled} receipts and an issue were acknowledged, the ledger has {entries.Length} entries, "
                + $"the last of seq {entries.LastOrDefault()?.Seq}");
        }
    }
}
