using System.Collections.Immutable;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger;

/// <summary>A stretch of a card's entries to read, and which of them.</summary>
/// <param name="FromSeq">The first sequence number looked at.</param>
/// <param name="ToSeq">The last one; what is read costs as much as this stretch is long, whatever matches.</param>
/// <param name="Limit">The most entries to answer.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="NewestFirst">Whether to begin at <paramref name="ToSeq"/> and go down.</param>
public sealed record EntryScan(long FromSeq, long ToSeq, int Limit, EntryFilter Filter, bool NewestFirst = false)
{
    /// <summary>All entries after one, oldest first.</summary>
    public static EntryScan After(long seq, int limit) =>
        new(seq == long.MaxValue ? seq : seq + 1, long.MaxValue, limit, EntryFilter.All);

    /// <summary>Picks the entries to read, out of entries in ascending order.</summary>
    public IEnumerable<LedgerEntry> Of(IEnumerable<LedgerEntry> entries)
    {
        var found = entries.Where(entry => entry.Seq >= FromSeq && entry.Seq <= ToSeq && Filter.Matches(entry));
        return (NewestFirst ? found.Reverse() : found).Take(Limit);
    }
}

/// <summary>Which entries to tell.</summary>
/// <param name="FromDate">The first business date.</param>
/// <param name="ToDate">The last business date.</param>
/// <param name="Kinds">The kinds; empty means all.</param>
public sealed record EntryFilter(DateOnly FromDate, DateOnly ToDate, ImmutableArray<EntryKind> Kinds)
{
    public static readonly EntryFilter All = new(DateOnly.MinValue, DateOnly.MaxValue, []);

    public bool Matches(LedgerEntry entry) =>
        entry.BusinessDate >= FromDate && entry.BusinessDate <= ToDate
        && (Kinds.IsEmpty || Kinds.Contains(entry.Kind));
}

/// <summary>Shorter ways to ask a ledger.</summary>
public static class LedgerReading
{
    /// <summary>A card's entries in ascending order, from <paramref name="afterSeq"/> + 1 on.</summary>
    public static Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        this ILedger ledger, Domain.CardId cardId, long afterSeq, int limit) =>
        ledger.ReadEntriesAsync(cardId, EntryScan.After(afterSeq, limit));
}
