using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Rows;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>Queries of PostgreSQL, each for many at once.</summary>
internal static class PostgresQueries
{
    public const string EntryColumns = "e.card_id, e.seq, e.kind, e.points, e.balance, e.available, e.business_date, "
        + "e.time, e.caller, e.idempotency_key, e.rules_version, e.detail, e.hash";

    /// <summary>The seq of a card, and what its request's idempotency key holds already: one view for both.</summary>
    public const string CardHeads = $"""
        SELECT coalesce(c.seq, 0), k.key IS NOT NULL, k.fingerprint, {EntryColumns}
        FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS x (card_id, key, ord)
        LEFT JOIN LATERAL (
            SELECT n.seq FROM entries n WHERE n.card_id = x.card_id ORDER BY n.seq DESC LIMIT 1) AS c ON true
        LEFT JOIN unique_keys k ON k.key = x.key
        LEFT JOIN entries e ON e.card_id = k.card_id AND e.seq = k.seq
        ORDER BY x.ord
        """;

    private const string Cards = """
        SELECT c.card_id, c.seq, c.balance, c.state, c.hash
        FROM unnest($1::uuid[]) WITH ORDINALITY AS x (card_id, ord)
        LEFT JOIN LATERAL (
            SELECT n.card_id, n.seq, n.balance, n.state, n.hash
            FROM entries n WHERE n.card_id = x.card_id ORDER BY n.seq DESC LIMIT 1) AS c ON true
        ORDER BY x.ord
        """;

    public const string UsersOfKeys = """
        SELECT k.card_id FROM unnest($1::text[]) WITH ORDINALITY AS x (key, ord)
        LEFT JOIN unique_keys k ON k.key = x.key
        ORDER BY x.ord
        """;

    public const string Holders = """
        SELECT h.card_id FROM unnest($1::text[]) WITH ORDINALITY AS x (key, ord)
        LEFT JOIN exclusive_slots h ON h.key = x.key
        ORDER BY x.ord
        """;

    private const string ExclusiveSlots =
        "SELECT h.card_id, h.key FROM exclusive_slots h WHERE h.key > $1 AND h.key < $2 ORDER BY h.key LIMIT $3";

    public static async Task<IReadOnlyList<CardHead>> CheckAsync(
        NpgsqlConnection connection, IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CardHeads, connection);
        command.Parameters.Add(Array(queries.Select(query => query.CardId.Value).ToArray()));
        command.Parameters.Add(Array(queries.Select(query => query.IdempotencyKey?.Value).ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, CardHead([.. queries.Select(query => query.IdempotencyKey)]), cancellationToken);
    }

    public static async Task<IReadOnlyList<CardState?>> LoadAsync(
        NpgsqlConnection connection, IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Cards, connection);
        command.Parameters.Add(Array(cardIds.Select(cardId => cardId.Value).ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, row => row.IsDBNull(0) ? null : PostgresRows.Card(row), cancellationToken);
    }

    /// <summary>Finds the cards that have keys, by <see cref="UsersOfKeys"/> or <see cref="Holders"/>.</summary>
    public static async Task<IReadOnlyList<CardId?>> FindAsync(
        NpgsqlConnection connection, string sql, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // the texts are constants
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.Add(Array(keys.ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, Holder, cancellationToken);
    }

    public static async Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        NpgsqlConnection connection, string after, string before, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ExclusiveSlots, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(
            reader, row => new SlotRow(PostgresRows.CardId(row, 0), row.GetString(1)), cancellationToken);
    }

    /// <summary>Reads the heads of these idempotency keys, one row each in their order.</summary>
    public static Func<NpgsqlDataReader, CardHead> CardHead(IdempotencyKey?[] idempotencyKeys)
    {
        var at = 0;
        return row =>
        {
            var idempotencyKey = idempotencyKeys[at++];
            var earlier = idempotencyKey is null || !row.GetBoolean(1)
                ? null
                : PriorOutcome.Compare(idempotencyKey, PostgresRows.Fingerprint(row, 2), PostgresRows.Entry(row, 3));
            return new CardHead(row.GetInt64(0), earlier);
        };
    }

    /// <summary>Reads who has a key; null for nobody.</summary>
    public static CardId? Holder(NpgsqlDataReader row) => row.IsDBNull(0) ? null : PostgresRows.CardId(row, 0);

    public static async Task<List<T>> ReadAsync<T>(
        NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    public static NpgsqlParameter<T[]> Array<T>(T[] values) => new() { TypedValue = values };
}
