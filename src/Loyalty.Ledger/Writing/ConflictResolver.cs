using Loyalty.Domain.Commits;

namespace Loyalty.Ledger.Writing;

/// <summary>Turns inspections into outcomes, in their order of precedence.</summary>
internal sealed class ConflictResolver
{
    private readonly Dictionary<string, long> allocated = new(StringComparer.Ordinal);

    /// <summary>
    /// Resolves the next commit of a batch. One that is short of units only because earlier ones mean to take them
    /// waits until they have: they may fail yet.
    /// </summary>
    /// <param name="commit">The commit.</param>
    /// <param name="inspection">The state of its guards.</param>
    /// <param name="mayArrive">Whether it was sent before and its answer lost: that transaction may still come.</param>
    /// <param name="waits">Not just now.</param>
    /// <returns>A outcome, or null for a commit that may be written.</returns>
    public CommitOutcome? Next(Commit commit, Inspection inspection, bool mayArrive, out bool waits)
    {
        waits = false;
        if (inspection.PriorOutcome is { } earlier) return earlier;
        if (inspection.UsedKey is { } used) return new CommitOutcome(CommitStatus.KeyAlreadyUsed, Key: used);
        if (HasVersionConflict(commit, inspection)) return new CommitOutcome(CommitStatus.VersionConflict);
        if (HeldElsewhere(commit, inspection) is { } held)
        {
            // A unique key stays used, but an exclusive slot may be given up before the lost transaction comes, and
            // lets it in.
            waits = mayArrive;
            return waits ? null : new CommitOutcome(CommitStatus.KeyAlreadyUsed, Key: held);
        }

        // Whoever holds the card may be our own lost transaction, with the last unit in its hands.
        waits = inspection.Locked;
        if (waits) return null;

        for (var i = 0; i < commit.Allocations.Length; i++)
        {
            var allocation = commit.Allocations[i];
            if (inspection.Allocated[i] > allocation.Cap - allocation.Quantity)
                return new CommitOutcome(CommitStatus.QuotaExhausted, Key: allocation.Key);
            waits |= allocated.GetValueOrDefault(
                allocation.Key, inspection.Allocated[i]) > allocation.Cap - allocation.Quantity;
        }

        if (waits) return null;
        for (var i = 0; i < commit.Allocations.Length; i++)
        {
            var allocation = commit.Allocations[i];
            allocated[allocation.Key] = allocated.GetValueOrDefault(allocation.Key, inspection.Allocated[i])
                + allocation.Quantity;
        }

        return null;
    }

    /// <summary>Whether a card has changed since, which also is so if it doesn't have the slot that it gives up.
    /// </summary>
    private static bool HasVersionConflict(Commit commit, Inspection inspection)
    {
        for (var i = 0; i < commit.Cards.Length; i++)
            if (inspection.Seqs[i] != commit.Cards[i].ExpectedSeq) return true;
        for (var i = 0; i < commit.SlotChanges.Length; i++)
        {
            var slot = commit.SlotChanges[i];
            if (slot.Change == SlotAction.Release && inspection.Holders[i] != slot.CardId) return true;
        }

        return false;
    }

    /// <summary>The first key that it takes and another has, who doesn't give it up in this commit.</summary>
    private static string? HeldElsewhere(Commit commit, Inspection inspection)
    {
        for (var i = 0; i < commit.SlotChanges.Length; i++)
        {
            var slot = commit.SlotChanges[i];
            if (slot.Change == SlotAction.Release || inspection.Holders[i] is null) continue;
            if (!commit.SlotChanges.Any(other => other.Key == slot.Key && other.Change == SlotAction.Release))
                return slot.Key;
        }

        return null;
    }
}
