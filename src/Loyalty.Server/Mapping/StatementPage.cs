using System.Collections.Immutable;
using System.Globalization;
using Google.Type;
using Loyalty.Domain;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;
using Loyalty.V1;
using EntryKind = Loyalty.Domain.Entries.EntryKind;
using LedgerEntry = Loyalty.Domain.Entries.LedgerEntry;

namespace Loyalty.Server.Mapping;

/// <summary>
/// A page of a card's statement, as it was asked for. Its token is the last sequence number looked at.
/// </summary>
/// <param name="Token">The end of the previous page; null for the first page.</param>
/// <param name="Size">The most entries on it.</param>
/// <param name="Filter">Which entries.</param>
/// <param name="NewestFirst">Whether it goes down.</param>
internal sealed record StatementPage(long? Token, int Size, EntryFilter Filter, bool NewestFirst)
{
    /// <summary>The most entries that a call looks at: what matches may be few, and the card's entries many.</summary>
    public const int MaxSeqs = 2_000;

    private const int DefaultSize = 100, MaxSize = 1_000;

    /// <summary>Reads a page, or says what is malformed; it is null then.</summary>
    public static Refused? Read(ListLedgerEntriesRequest request, out StatementPage? page)
    {
        page = null;
        long? token = null;
        if (request.PageSize < 0) return Malformed("page_size");
        if (request.PageToken.Length > 0)
        {
            if (!long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
                return Malformed("page_token");
            token = seq;
        }

        if (!TryRead(request.FromDate, DateOnly.MinValue, out var from)) return Malformed("from_date");
        if (!TryRead(request.ToDate, DateOnly.MaxValue, out var to) || to < from) return Malformed("to_date");
        ImmutableArray<EntryKind> kinds = [.. request.Kinds.Distinct().Select(kind => (EntryKind)(int)kind)];
        if (!kinds.All(Enum.IsDefined)) return Malformed("kinds");
        var size = request.PageSize == 0 ? DefaultSize : Math.Min(request.PageSize, MaxSize);
        page = new StatementPage(token, size, new EntryFilter(from, to, kinds), request.NewestFirst);
        return null;
    }

    /// <summary>Returns the scan to read for the page, of a card whose last entry has this sequence number.</summary>
    public EntryScan ScanOf(long lastSeq)
    {
        if (NewestFirst)
        {
            var last = Math.Min(lastSeq, (Token ?? long.MaxValue) - 1);
            return new EntryScan(Math.Max(1, last - MaxSeqs + 1), last, Size, Filter, NewestFirst: true);
        }

        var first = Math.Min(lastSeq, Token ?? 0) + 1;
        return new EntryScan(first, Math.Min(lastSeq, first + MaxSeqs - 1), Size, Filter);
    }

    /// <summary>Returns the token of the next page; empty if nothing is left to look at.</summary>
    public static string TokenAfter(EntryScan scan, ImmutableArray<LedgerEntry> found, long lastSeq)
    {
        var isFull = found.Length == scan.Limit;
        var end = isFull ? found[^1].Seq : scan.NewestFirst ? scan.FromSeq : scan.ToSeq;
        var isLast = scan.NewestFirst ? end <= 1 : end >= lastSeq;
        return isLast ? "" : end.ToString(CultureInfo.InvariantCulture);
    }

    private static bool TryRead(Date? date, DateOnly absent, out DateOnly read)
    {
        read = absent;
        return date is null || DateMapping.TryRead(date, out read);
    }

    private static Refused Malformed(string field) => new(Refusal.FieldMalformed, field);
}
