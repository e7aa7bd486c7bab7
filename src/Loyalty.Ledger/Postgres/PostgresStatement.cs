using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>Queries of a card's statement; the primary key of entries finds all of it.</summary>
internal static class PostgresStatement
{
    private const string Wanted = $"""
        SELECT {PostgresQueries.EntryColumns} FROM entries e
        WHERE e.card_id = $1 AND e.seq BETWEEN $2 AND $3 AND e.business_date BETWEEN $4 AND $5
            AND ($6::smallint[] IS NULL OR e.kind = ANY ($6))
        """;

    private const string OldestFirst = $"{Wanted} ORDER BY e.seq LIMIT $7";

    private const string NewestFirst = $"{Wanted} ORDER BY e.seq DESC LIMIT $7";

    /// <summary>Halves the stretch that holds the last entry not later than the instant, until it is one.</summary>
    private const string AsOf = """
        WITH RECURSIVE stretch (low, high) AS (
            SELECT 0::bigint, coalesce((SELECT max(n.seq) FROM entries n WHERE n.card_id = $1), 0)
            UNION ALL
            SELECT CASE WHEN n.time <= $2 THEN n.seq ELSE s.low END,
                CASE WHEN n.time <= $2 THEN s.high ELSE n.seq - 1 END
            FROM stretch s CROSS JOIN LATERAL (
                SELECT m.seq, m.time FROM entries m
                WHERE m.card_id = $1 AND m.seq = (s.low + s.high + 1) / 2 LIMIT 1) AS n
            WHERE s.low < s.high)
        SELECT n.card_id, n.seq, n.balance, n.state, n.hash
        FROM stretch s JOIN entries n ON n.card_id = $1 AND n.seq = s.low WHERE s.low = s.high
        """;

    public static async Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        NpgsqlConnection connection, CardId cardId, EntryScan scan, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(scan.NewestFirst ? NewestFirst : OldestFirst, connection);
        Add(command, cardId.Value);
        Add(command, scan.FromSeq);
        Add(command, scan.ToSeq);
        Add(command, scan.Filter.FromDate);
        Add(command, scan.Filter.ToDate);
        command.Parameters.Add(new NpgsqlParameter<short[]?>
        {
            TypedValue = scan.Filter.Kinds.IsEmpty ? null : [.. scan.Filter.Kinds.Select(kind => (short)kind)],
        });
        Add(command, scan.Limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return [.. await PostgresQueries.ReadAsync(reader, row => PostgresRows.Entry(row), cancellationToken)];
    }

    public static async Task<CardState?> LoadAsOfAsync(
        NpgsqlConnection connection, CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AsOf, connection);
        Add(command, cardId.Value);
        Add(command, instant.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? PostgresRows.Card(reader) : null;
    }

    private static void Add<T>(NpgsqlCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
