using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger.Rows;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>What is asked of PostgreSQL, each for many at once.</summary>
internal static class PostgresQueries
{
    public const string EntryColumns = "e.card_id, e.seq, e.kind, e.points, e.balance, e.available, e.business_date, "
        + "e.time, e.caller, e.identity_key, e.rules_version, e.detail, e.hash";

    /// <summary>The seq of a card, and what its request's identity holds already: one view for both.</summary>
    private const string Standings = $"""
        SELECT coalesce(c.seq, 0), k.key IS NOT NULL, k.meaning, {EntryColumns}
        FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS x (card_id, key, ord)
        LEFT JOIN LATERAL (
            SELECT n.seq FROM entries n WHERE n.card_id = x.card_id ORDER BY n.seq DESC LIMIT 1) AS c ON true
        LEFT JOIN claims k ON k.key = x.key
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

    private const string Claimants = """
        SELECT k.card_id FROM unnest($1::text[]) WITH ORDINALITY AS x (key, ord) LEFT JOIN claims k ON k.key = x.key
        ORDER BY x.ord
        """;

    private const string Entries =
        $"SELECT {EntryColumns} FROM entries e WHERE e.card_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3";

    /// <summary>
    /// Locks that nobody writes under, taken to see that: shared, so that others who look don't get in each other's
    /// way, and for this round trip only.
    /// </summary>
    private const string Lockable = """
        SELECT pg_try_advisory_xact_lock_shared(x.lock_key)
        FROM unnest($1::bigint[]) WITH ORDINALITY AS x (lock_key, ord) ORDER BY x.ord
        """;

    private const string Counters = """
        SELECT coalesce(c.drawn, 0) FROM unnest($1::text[]) WITH ORDINALITY AS x (key, ord)
        LEFT JOIN counters c ON c.key = x.key ORDER BY x.ord
        """;

    /// <summary>
    /// One round trip. Statements see what was committed before each of them, so identities come last: who finds its
    /// own claim, draw or seq taken by itself, finds its identity too.
    /// </summary>
    public static async Task<IReadOnlyList<Inspection>> InspectAsync(
        NpgsqlConnection connection, IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var claims = batch.SelectMany(commit => commit.Claims).ToArray();
        var draws = batch.SelectMany(commit => commit.Draws, (_, draw) => draw.Key).ToArray();
        var cardIds = batch.Select(commit => commit.CardId.Value).ToArray();
        await using var asked = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(Lockable, Array(batch.Select(commit => CardLock.KeyOf(commit.CardId)).ToArray())),
                Command(Claimants, Array(claims)),
                Command(Counters, Array(draws)),
                Command(Standings, Array(cardIds), Array(batch.Select(commit => commit.Identity.Key).ToArray())),
            },
        };
        await using var reader = await asked.ExecuteReaderAsync(cancellationToken);
        var lockable = await ReadAsync(reader, row => row.GetBoolean(0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var claimed = await ReadAsync(reader, row => !row.IsDBNull(0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var drawn = await ReadAsync(reader, row => row.GetInt64(0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var identities = batch.Select(commit => commit.Identity).ToArray();
        var standings = await ReadAsync(reader, Standing(identities), cancellationToken);
        return Assemble(batch, standings, lockable, claimed, drawn);
    }

    public static async Task<IReadOnlyList<Standing>> CheckAsync(
        NpgsqlConnection connection, IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Standings, connection);
        command.Parameters.Add(Array(queries.Select(query => query.CardId.Value).ToArray()));
        command.Parameters.Add(Array(queries.Select(query => query.Identity?.Key).ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, Standing([.. queries.Select(query => query.Identity)]), cancellationToken);
    }

    public static async Task<IReadOnlyList<CardState?>> LoadAsync(
        NpgsqlConnection connection, IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Cards, connection);
        command.Parameters.Add(Array(cardIds.Select(cardId => cardId.Value).ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, row => row.IsDBNull(0) ? null : PostgresRows.Card(row), cancellationToken);
    }

    public static async Task<IReadOnlyList<CardId?>> FindClaimsAsync(
        NpgsqlConnection connection, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Claimants, connection);
        command.Parameters.Add(Array(keys.ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(
            reader, row => row.IsDBNull(0) ? (CardId?)null : PostgresRows.CardId(row, 0), cancellationToken);
    }

    public static async Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        NpgsqlConnection connection, CardId cardId, long afterSeq, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Entries, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = cardId.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterSeq });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return [.. await ReadAsync(reader, row => PostgresRows.Entry(row), cancellationToken)];
    }

    private static Inspection[] Assemble(
        IReadOnlyList<Commit> batch, List<Standing> standings, List<bool> lockable, List<bool> claimed,
        List<long> drawn)
    {
        var inspections = new Inspection[batch.Count];
        var (claimAt, drawAt) = (0, 0);
        for (var i = 0; i < inspections.Length; i++)
        {
            var commit = batch[i];
            string? taken = null;
            foreach (var key in commit.Claims)
                if (claimed[claimAt++]) taken ??= key;
            inspections[i] = new Inspection(
                standings[i].Earlier, taken, standings[i].Seq, !lockable[i],
                [.. drawn.GetRange(drawAt, commit.Draws.Length)]);
            drawAt += commit.Draws.Length;
        }

        return inspections;
    }

    /// <summary>Reads the standings of these identities, one row each in their order.</summary>
    private static Func<NpgsqlDataReader, Standing> Standing(Identity?[] identities)
    {
        var at = 0;
        return row =>
        {
            var identity = identities[at++];
            var earlier = identity is null || !row.GetBoolean(1)
                ? null
                : Earlier.Compare(identity, PostgresRows.Meaning(row, 2), PostgresRows.Entry(row, 3));
            return new Standing(row.GetInt64(0), earlier);
        };
    }

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> arrays)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var array in arrays) command.Parameters.Add(array);
        return command;
    }

    private static NpgsqlParameter<T[]> Array<T>(T[] values) => new() { TypedValue = values };
}
