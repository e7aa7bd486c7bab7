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
        SELECT coalesce(c.allocated, 0) FROM unnest($1::text[]) WITH ORDINALITY AS x (key, ord)
        LEFT JOIN counters c ON c.key = x.key ORDER BY x.ord
        """;

    /// <summary>
    /// One round trip. Statements see what was committed before each of them, so idempotency keys come last: who finds
    /// its own unique key, exclusive slot, allocation or seq taken by itself, finds its idempotency key too.
    /// </summary>
    public static async Task<IReadOnlyList<Inspection>> InspectAsync(
        NpgsqlConnection connection, IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var cards = batch.SelectMany(commit => commit.Cards, (_, steps) => steps.CardId).ToArray();
        var idempotencyKeys = batch.SelectMany(
            commit => commit.Cards,
            (commit, steps) => steps.CardId == commit.CardId ? commit.IdempotencyKey : null).ToArray();
        await using var asked = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(Lockable, Array(cards.Select(CardLock.KeyOf).ToArray())),
                Command(UsersOfKeys, Array(batch.SelectMany(commit => commit.UniqueKeysBesides()).ToArray())),
                Command(Holders, Array(
                    batch.SelectMany(commit => commit.SlotChanges, (_, slot) => slot.Key).ToArray())),
                Command(Counters, Array(
                    batch.SelectMany(commit => commit.Allocations, (_, allocation) => allocation.Key).ToArray())),
                Command(
                    CardHeads, Array(cards.Select(cardId => cardId.Value).ToArray()),
                    Array(idempotencyKeys.Select(idempotencyKey => idempotencyKey?.Value).ToArray())),
            },
        };
        await using var reader = await asked.ExecuteReaderAsync(cancellationToken);
        var lockable = await ReadAsync(reader, row => row.GetBoolean(0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var users = await ReadAsync(reader, Holder, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var holders = await ReadAsync(reader, Holder, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var allocated = await ReadAsync(reader, row => row.GetInt64(0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var heads = await ReadAsync(reader, CardHead(idempotencyKeys), cancellationToken);
        return Assemble(batch, new Rows(heads, lockable, users, holders, allocated));
    }

    private static Inspection[] Assemble(IReadOnlyList<Commit> batch, Rows rows)
    {
        var inspections = new Inspection[batch.Count];
        var (cardAt, keyAt, slotAt, drawAt) = (0, 0, 0, 0);
        for (var i = 0; i < inspections.Length; i++)
        {
            var commit = batch[i];
            var keys = commit.UniqueKeysBesides().ToArray();
            var taken = rows.UsersOfKeys.FindIndex(keyAt, keys.Length, user => user is not null);
            var heads = rows.CardHeads.GetRange(cardAt, commit.Cards.Length);
            inspections[i] = new Inspection(
                heads[0].PriorOutcome,
                taken < 0 ? null : keys[taken - keyAt],
                [.. heads.Select(head => head.Seq)],
                rows.Lockable.GetRange(cardAt, commit.Cards.Length).Contains(false),
                [.. rows.Allocated.GetRange(drawAt, commit.Allocations.Length)])
            {
                Holders = [.. rows.Holders.GetRange(slotAt, commit.SlotChanges.Length)],
            };
            cardAt += commit.Cards.Length;
            keyAt += keys.Length;
            slotAt += commit.SlotChanges.Length;
            drawAt += commit.Allocations.Length;
        }

        return inspections;
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> arrays)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var array in arrays) command.Parameters.Add(array);
        return command;
    }

    /// <summary>
    /// The answers: one row for each card, unique key, exclusive slot and allocation of the batch, in their order.
    /// </summary>
    private sealed record Rows(
        List<CardHead> CardHeads, List<bool> Lockable, List<CardId?> UsersOfKeys, List<CardId?> Holders,
        List<long> Allocated);
}
