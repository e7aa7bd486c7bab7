using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// Compares the ledger with the requests: I2, I4 (each request and receipt once), nothing that nobody asked for, units
/// of a campaign without overlap.
/// </summary>
internal sealed class LedgerCheck(LedgerState state, Violations violations)
{
    public void Run(IReadOnlyList<Request> writes)
    {
        var asked = writes.ToLookup(request => request.IdempotencyKey!.Value, StringComparer.Ordinal);
        var answered = new Dictionary<string, LedgerEntry>(StringComparer.Ordinal);
        foreach (var (entry, _, _) in state.Entries)
        {
            if (entry.IdempotencyKey.Length == 0 && IsAlong(entry)) continue;
            if (!answered.TryAdd(entry.IdempotencyKey, entry))
                violations.Add(Invariant.OneUse, $"{entry.IdempotencyKey} stands on {entry.CardId}/{entry.Seq} and on {
                    answered[entry.IdempotencyKey].CardId}/{answered[entry.IdempotencyKey].Seq}");
            if (!IsMerge(entry) && !GuestCheck.IsOfGuests(entry)
                && !asked[entry.IdempotencyKey].Any(request => IsFor(request, entry)))
                violations.Add(
                    Invariant.Acknowledged, $"nobody asked for {entry.IdempotencyKey} on {entry.CardId}/{entry.Seq}");
        }

        foreach (var (key, counter) in state.Counters)
        {
            var allocated = state.Allocations.Where(allocation => allocation.Key == key).Sum(
                allocation => allocation.Quantity);
            if (allocated != counter.Allocated) violations.Add(
                Invariant.Units, $"{key}: {counter.Allocated} counted, {allocated} allocated");
        }
    }

    /// <summary>Whether it is committed along with the entry that answers.</summary>
    private static bool IsAlong(LedgerEntry entry) =>
        entry.Kind is EntryKind.Expiry or EntryKind.TransferIn or EntryKind.TransferOut
        || entry.Change is { MemberId: not null };

    /// <summary>Merges are known by what they find, not by who asks.</summary>
    private static bool IsMerge(LedgerEntry entry) =>
        entry.IdempotencyKey.StartsWith("merge/", StringComparison.Ordinal) && entry.Change is { MemberId: not null };

    private static bool IsFor(Request request, LedgerEntry entry) =>
        request.CardId == entry.CardId && request.Receipt?.TotalMinor == entry.Receipt?.TotalMinor;
}
