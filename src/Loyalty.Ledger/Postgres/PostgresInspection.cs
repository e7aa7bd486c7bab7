using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Commits;
using Npgsql;
using static Loyalty.Ledger.Postgres.PostgresQueries;

namespace Loyalty.Ledger.Postgres;

/// <summary>Asks PostgreSQL which guards of a batch would fail now.</summary>
internal static class PostgresInspection
{
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
    /// own claim, holding, draw or seq taken by itself, finds its identity too.
    /// </summary>
    public static async Task<IReadOnlyList<Inspection>> InspectAsync(
        NpgsqlConnection connection, IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var cards = batch.SelectMany(commit => commit.Cards, (_, steps) => steps.CardId).ToArray();
        var identities = batch.SelectMany(
            commit => commit.Cards,
            (commit, steps) => steps.CardId == commit.CardId ? commit.Identity : null).ToArray();
        await using var asked = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(Lockable, Array(cards.Select(CardLock.KeyOf).ToArray())),
                Command(Claimants, Array(batch.SelectMany(commit => commit.FurtherKeys()).ToArray())),
                Command(Holders, Array(batch.SelectMany(commit => commit.Holds, (_, hold) => hold.Key).ToArray())),
                Command(Counters, Array(batch.SelectMany(commit => commit.Draws, (_, draw) => draw.Key).ToArray())),
                Command(
                    Standings, Array(cards.Select(cardId => cardId.Value).ToArray()),
                    Array(identities.Select(identity => identity?.Key).ToArray())),
            },
        };
        await using var reader = await asked.ExecuteReaderAsync(cancellationToken);
        var lockable = await ReadAsync(reader, row => row.GetBoolean(0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var claimants = await ReadAsync(reader, Holder, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var holders = await ReadAsync(reader, Holder, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var drawn = await ReadAsync(reader, row => row.GetInt64(0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var standings = await ReadAsync(reader, Standing(identities), cancellationToken);
        return Assemble(batch, new Rows(standings, lockable, claimants, holders, drawn));
    }

    private static Inspection[] Assemble(IReadOnlyList<Commit> batch, Rows rows)
    {
        var inspections = new Inspection[batch.Count];
        var (cardAt, claimAt, holdAt, drawAt) = (0, 0, 0, 0);
        for (var i = 0; i < inspections.Length; i++)
        {
            var commit = batch[i];
            var keys = commit.FurtherKeys().ToArray();
            var taken = rows.Claimants.FindIndex(claimAt, keys.Length, claimant => claimant is not null);
            var standings = rows.Standings.GetRange(cardAt, commit.Cards.Length);
            inspections[i] = new Inspection(
                standings[0].Earlier,
                taken < 0 ? null : keys[taken - claimAt],
                [.. standings.Select(standing => standing.Seq)],
                rows.Lockable.GetRange(cardAt, commit.Cards.Length).Contains(false),
                [.. rows.Drawn.GetRange(drawAt, commit.Draws.Length)])
            {
                Holders = [.. rows.Holders.GetRange(holdAt, commit.Holds.Length)],
            };
            cardAt += commit.Cards.Length;
            claimAt += keys.Length;
            holdAt += commit.Holds.Length;
            drawAt += commit.Draws.Length;
        }

        return inspections;
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> arrays)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var array in arrays) command.Parameters.Add(array);
        return command;
    }

    /// <summary>The answers: one row for each card, claim, hold and draw of the batch, in their order.</summary>
    private sealed record Rows(
        List<Standing> Standings, List<bool> Lockable, List<CardId?> Claimants, List<CardId?> Holders,
        List<long> Drawn);
}
