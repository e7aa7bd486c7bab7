using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Sqlite;

internal sealed partial class SqliteStore
{
    private const string SelectWanted = $"""
        SELECT {SqliteRows.EntryColumns} FROM entries
        WHERE card_id = $0 AND seq BETWEEN $1 AND $2 AND business_date BETWEEN $3 AND $4
            AND ($5 IS NULL OR kind IN (SELECT value FROM json_each($5)))
        """;

    private const string SelectOldestFirst = $"{SelectWanted} ORDER BY seq LIMIT $6";

    private const string SelectNewestFirst = $"{SelectWanted} ORDER BY seq DESC LIMIT $6";

    /// <summary>Halves the stretch that holds the last entry not later than the instant, until it is one.</summary>
    private const string SelectAsOf = """
        WITH RECURSIVE stretch (low, high) AS (
            SELECT 0, coalesce((SELECT max(seq) FROM entries WHERE card_id = $0), 0)
            UNION ALL
            SELECT CASE WHEN n.time <= $1 THEN n.seq ELSE s.low END,
                CASE WHEN n.time <= $1 THEN s.high ELSE n.seq - 1 END
            FROM stretch s JOIN entries n ON n.card_id = $0 AND n.seq = (s.low + s.high + 1) / 2
            WHERE s.low < s.high)
        SELECT n.card_id, n.seq, n.balance, n.state, n.hash
        FROM stretch s JOIN entries n ON n.card_id = $0 AND n.seq = s.low WHERE s.low = s.high
        """;

    private static ImmutableArray<LedgerEntry> ReadEntries(SqliteStatements db, CardId cardId, EntryScan scan)
    {
        var kinds = scan.Filter.Kinds.IsEmpty
            ? null
            : $"[{string.Join(',', scan.Filter.Kinds.Select(kind => (int)kind))}]";
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        using var reader = db.Query(
            scan.NewestFirst ? SelectNewestFirst : SelectOldestFirst, SqliteRows.Bytes(cardId), scan.FromSeq,
            scan.ToSeq, SqliteRows.Text(scan.Filter.FromDate), SqliteRows.Text(scan.Filter.ToDate), kinds, scan.Limit);
        while (reader.Read()) entries.Add(SqliteRows.Entry(reader));
        return entries.ToImmutable();
    }

    private static CardState? LoadAsOf(SqliteStatements db, CardId cardId, DateTimeOffset instant)
    {
        using var reader = db.Query(SelectAsOf, SqliteRows.Bytes(cardId), SqliteRows.Text(instant));
        return reader.Read() ? SqliteRows.Card(reader) : null;
    }
}
