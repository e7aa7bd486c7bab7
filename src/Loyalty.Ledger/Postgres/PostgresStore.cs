using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger.Writing;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>
/// The ledger in PostgreSQL. A batch is one call of a prepared function: one round trip, one transaction of its own.
/// </summary>
internal sealed partial class PostgresStore(PostgresDatabase database) : ILedgerStore
{
    private readonly WrittenSeqs written = new();

    public async Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var cards = BatchCards.Of(batch);
        await using var command = WriteBatch.ToCommand(batch, cards, written.Look(cards));
        return await database.ChangeAsync(
            async connection =>
            {
                command.Connection = connection;
                var (incarnation, units) = await ReadWrittenAsync(command, cancellationToken);
                written.Add(incarnation, cards);
                return new WriteResult(true, WriteBatch.UnitsOf(batch, units));
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresInspection.InspectAsync(connection, batch, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CardHead>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresQueries.CheckAsync(connection, queries, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresQueries.LoadAsync(connection, cardIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresQueries.FindAsync(connection, PostgresQueries.UsersOfKeys, keys, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresQueries.FindAsync(connection, PostgresQueries.Holders, keys, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresQueries.FindSlotsAsync(connection, after, before, limit, cancellationToken),
            cancellationToken);

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresStatement.LoadAsOfAsync(connection, cardId, instant, cancellationToken),
            cancellationToken);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        database.AskAsync(
            connection => PostgresStatement.ReadEntriesAsync(connection, cardId, scan, cancellationToken),
            cancellationToken);

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        database.AskAsync(connection => RegisterRulesAsync(connection, rules, cancellationToken), cancellationToken);

    public Task CheckWritableAsync(CancellationToken cancellationToken) => database.AskAsync(
        async connection => await PostgresDatabase.IsTrueAsync(
            connection, "SELECT current_setting('transaction_read_only') = 'off'", cancellationToken)
            ? true
            : throw new StoreException(StoreFailure.Unavailable, "The database takes no writes."),
        cancellationToken);

    public async Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        await database.OpenSnapshotAsync(cancellationToken);

    /// <summary>Reads to the end, which is after the commit: the row by itself comes before.</summary>
    private static async Task<(string Incarnation, long[] Units)> ReadWrittenAsync(
        NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var answer = (reader.GetString(0), reader.GetFieldValue<long[]>(1));
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return answer;
    }
}
