using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// What stands in the books against what was asked for: I2, I4 (each request and receipt once), nothing that nobody
/// asked for, units of a campaign without overlap.
/// </summary>
internal sealed class LedgerCheck(Books books, Violations violations)
{
    public void Run(IReadOnlyList<Request> writes)
    {
        var asked = writes.ToLookup(request => request.Identity!.Key, StringComparer.Ordinal);
        var answered = new Dictionary<string, LedgerEntry>(StringComparer.Ordinal);
        foreach (var (entry, _, _) in books.Entries)
        {
            if (entry.IdentityKey.Length == 0 && IsAlong(entry)) continue;
            if (!answered.TryAdd(entry.IdentityKey, entry))
                violations.Add("I4", $"{entry.IdentityKey} stands on {entry.CardId}/{entry.Seq} and on {
                    answered[entry.IdentityKey].CardId}/{answered[entry.IdentityKey].Seq}");
            if (!IsMerge(entry) && !GuestCheck.IsOfGuests(entry)
                && !asked[entry.IdentityKey].Any(request => IsFor(request, entry)))
                violations.Add("I2", $"nobody asked for {entry.IdentityKey} on {entry.CardId}/{entry.Seq}");
        }

        foreach (var (key, counter) in books.Counters)
        {
            var drawn = books.Draws.Where(draw => draw.Key == key).Sum(draw => draw.Quantity);
            if (drawn != counter.Drawn) violations.Add("I5", $"{key}: {counter.Drawn} counted, {drawn} drawn");
        }
    }

    /// <summary>Whether it is committed along with the entry that answers.</summary>
    private static bool IsAlong(LedgerEntry entry) =>
        entry.Kind is EntryKind.Expiry or EntryKind.TransferIn or EntryKind.TransferOut
        || entry.Change is { MemberId: not null };

    /// <summary>Merges are known by what they find, not by who asks.</summary>
    private static bool IsMerge(LedgerEntry entry) =>
        entry.IdentityKey.StartsWith("merge/", StringComparison.Ordinal) && entry.Change is { MemberId: not null };

    private static bool IsFor(Request request, LedgerEntry entry) =>
        request.CardId == entry.CardId && request.Receipt?.TotalMinor == entry.Receipt?.TotalMinor;
}
