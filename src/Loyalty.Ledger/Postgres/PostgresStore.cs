using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>
/// The ledger in PostgreSQL. A batch is one call of a prepared function: one round trip, one transaction of its own.
/// See <see cref="PostgresErrors"/> for what failures mean, <see cref="PostgresSettings"/> for the sessions.
/// </summary>
public sealed partial class PostgresStore : ILedgerStore, IDisposable
{
    private readonly string connectionString;
    private readonly TimeProvider time;
    private readonly DatabaseGuard guard;
    private readonly NpgsqlDataSource database;
    private readonly WrittenSeqs written = new();

    /// <summary>Nothing is opened yet. The first session says which database it is; no other will do after that.
    /// </summary>
    public PostgresStore(string connectionString, TimeProvider time, ILogger<PostgresStore>? logger = null)
    {
        this.connectionString = connectionString;
        this.time = time;
        guard = new DatabaseGuard(logger ?? NullLogger<PostgresStore>.Instance);
        database = PostgresSettings.Engine(connectionString, OpenSessionAsync);
    }

    public async Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var sent = false;
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var cards = BatchCards.Of(batch);
            await using var command = WriteBatch.ToCommand(batch, cards, written.Look(cards));
            command.Connection = connection;
            sent = true;
            var (incarnation, units) = await ReadWrittenAsync(command, cancellationToken);
            written.Add(incarnation, cards);
            return new WriteResult(true, WriteBatch.UnitsOf(batch, units));
        }
        catch (Exception exception) when (IsOfDatabase(exception))
        {
            return Classify(exception, sent) is { } failure ? throw failure : default;
        }
    }

    public Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        AskAsync(
            connection => PostgresInspection.InspectAsync(connection, batch, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CardHead>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        AskAsync(connection => PostgresQueries.CheckAsync(connection, queries, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        AskAsync(connection => PostgresQueries.LoadAsync(connection, cardIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        AskAsync(
            connection => PostgresQueries.FindAsync(connection, PostgresQueries.UsersOfKeys, keys, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        AskAsync(
            connection => PostgresQueries.FindAsync(connection, PostgresQueries.Holders, keys, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        AskAsync(
            connection => PostgresQueries.FindSlotsAsync(connection, after, before, limit, cancellationToken),
            cancellationToken);

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        AskAsync(
            connection => PostgresStatement.LoadAsOfAsync(connection, cardId, instant, cancellationToken),
            cancellationToken);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        AskAsync(
            connection => PostgresStatement.ReadEntriesAsync(connection, cardId, scan, cancellationToken),
            cancellationToken);

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        AskAsync(connection => RegisterRulesAsync(connection, rules, cancellationToken), cancellationToken);

    public Task CheckWritableAsync(CancellationToken cancellationToken) => AskAsync(
        async connection => await IsTrueAsync(
            connection, "SELECT current_setting('transaction_read_only') = 'off'", cancellationToken)
            ? true
            : throw new StoreException(StoreFailure.Unavailable, "The database takes no writes."),
        cancellationToken);

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        PostgresSnapshot.OpenAsync(connectionString, cancellationToken, OpenSessionAsync);

    public void Dispose() => database.Dispose();

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

    /// <summary>Runs what may be repeated without harm: a lost answer is as good as no question.</summary>
    private async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (Exception exception) when (IsOfDatabase(exception))
        {
            throw ToStoreException(exception);
        }
    }

    private StoreException ToStoreException(Exception exception) => Classify(exception, sent: false)
        ?? new StoreException(StoreFailure.Transient, exception.Message, exception);

    /// <summary>Null for a guard that failed.</summary>
    private StoreException? Classify(Exception exception, bool sent)
    {
        var failure = PostgresErrors.Classify(exception, sent);
        return failure is { Failure: StoreFailure.OtherDatabase } ? guard.Other(failure.Message, failure) : failure;
    }

    /// <summary>Npgsql's own, and what it lets through when a connection breaks under it.</summary>
    private static bool IsOfDatabase(Exception exception) => exception is NpgsqlException or IOException
        or TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException
        or System.Net.Sockets.SocketException;
}
