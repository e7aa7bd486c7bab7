using Loyalty.Domain;
using Loyalty.Domain.Commits;

namespace Loyalty.Simulation.Store;

/// <summary>Whether each commit of a batch passes every guard, those before it being written already.</summary>
internal sealed class BatchCheck(LedgerState state)
{
    private readonly HashSet<CardId> cards = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> allocated = new(StringComparer.Ordinal);

    public bool Passes(Commit commit, object? transaction)
    {
        foreach (var steps in commit.Cards)
        {
            if (state.IsLocked(steps.CardId, transaction)) return false;
            if (!state.VersionCheckWorks(steps, cards.Add(steps.CardId))) return false;
        }

        if (!state.KeyIsFree(commit.IdempotencyKey, keys.Add(commit.IdempotencyKey.Value))) return false;
        foreach (var key in commit.UniqueKeysBesides())
            if (!state.KeyIsFree(key, keys.Add(key))) return false;
        foreach (var slot in commit.SlotChanges)
            if (!state.IsFree(slot, commit.SlotChanges) || !keys.Add($"held {slot.Change} {slot.Key}")) return false;
        foreach (var allocation in commit.Allocations)
        {
            var after = allocated.GetValueOrDefault(allocation.Key, state.AllocatedOf(allocation.Key))
                + allocation.Quantity;
            if (after > state.CapOf(allocation)) return false;
            allocated[allocation.Key] = after;
        }

        return true;
    }
}
