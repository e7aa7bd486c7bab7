using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;
using Loyalty.Testing.Checks;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// Compares the ledger with the requests: nothing is there that nobody asked for (I2), or asked for under a number that
/// the card didn't have then (I6).
/// </summary>
internal sealed class LedgerCheck(LedgerState state, Violations violations)
{
    public void Run(IReadOnlyList<Request> writes)
    {
        var asked = writes.ToLookup(request => request.IdempotencyKey!.Value, StringComparer.Ordinal);
        foreach (var cardId in state.CardIds)
            foreach (var (before, entry) in CardFold.Of(state.EntriesOf(cardId).Select(row => row.Entry)))
                if (!IsNobodys(entry)) Check(before, entry, [.. asked[entry.IdempotencyKey]]);
    }

    private void Check(CardState before, LedgerEntry entry, Request[] requests)
    {
        if (!Array.Exists(requests, request => IsFor(request, entry)))
            violations.Add(Invariant.Acknowledged, $"nobody asked for {entry.Brief()}");
        else if (CardVerbs.OfTable.Any(verb => verb.Entry.Kind == entry.Kind)
            && !Array.Exists(requests, request => request.CardNumber == before.Number))
            violations.Add(Invariant.Life, $"{entry.Brief()} was asked for with another number than the card's own");
    }

    /// <summary>Whether no request is known by it: one posted along, a merge's or one about guest cards.</summary>
    private static bool IsNobodys(LedgerEntry entry) =>
        (entry.IdempotencyKey.Length == 0 && IsAlong(entry)) || IsMerge(entry) || GuestCheck.IsOfGuests(entry);

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
