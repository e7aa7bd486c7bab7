using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>
/// The sessions of one PostgreSQL database, which all stores share. See <see cref="PostgresErrors"/> for what failures
/// mean, <see cref="PostgresSettings"/> for the sessions.
/// </summary>
internal sealed partial class PostgresDatabase : ILedgerDatabase, IDisposable
{
    private readonly string connectionString;
    private readonly TimeProvider time;
    private readonly IEnumerable<MigrationSource> sources;
    private readonly ILogger logger;
    private readonly DatabaseGuard guard;
    private readonly NpgsqlDataSource database;

    /// <summary>Nothing is opened yet. The first session says which database it is; no other will do after that.
    /// </summary>
    public PostgresDatabase(
        string connectionString, TimeProvider time, IEnumerable<MigrationSource> sources,
        ILogger<PostgresDatabase> logger)
    {
        this.connectionString = connectionString;
        this.time = time;
        this.sources = sources;
        this.logger = logger;
        guard = new DatabaseGuard(logger);
        database = PostgresSettings.Engine(connectionString, OpenSessionAsync);
    }

    /// <summary>The clock of what is written.</summary>
    public TimeProvider Time => time;

    /// <summary>One connection without the engine's haste, not opened yet.</summary>
    public NpgsqlConnection Long() => PostgresSettings.Long(connectionString);

    /// <summary>Opens one view of everything.</summary>
    public Task<PostgresSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        PostgresSnapshot.OpenAsync(connectionString, cancellationToken, OpenSessionAsync);

    public void Dispose() => database.Dispose();

    /// <summary>Runs what may be repeated without harm: a lost answer is as good as no question.</summary>
    public async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
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

    /// <summary>
    /// Runs a change, one statement in its own transaction; default if a guard failed, and with that nothing was
    /// changed.
    /// </summary>
    /// <exception cref="StoreException">Unknown if the statement may have been sent and its answer was lost.
    /// </exception>
    public async Task<T> ChangeAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
        where T : struct
    {
        var sent = false;
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            sent = true;
            return await work(connection);
        }
        catch (Exception exception) when (IsOfDatabase(exception))
        {
            return Classify(exception, sent) is { } failure ? throw failure : default;
        }
    }

    public StoreException ToStoreException(Exception exception) => Classify(exception, sent: false)
        ?? new StoreException(StoreFailure.Transient, exception.Message, exception);

    /// <summary>Null for a guard that failed.</summary>
    private StoreException? Classify(Exception exception, bool sent)
    {
        var failure = PostgresErrors.Classify(exception, sent);
        return failure is { Failure: StoreFailure.OtherDatabase } ? guard.Other(failure.Message, failure) : failure;
    }

    /// <summary>Npgsql's own, and what it lets through when a connection breaks under it.</summary>
    public static bool IsOfDatabase(Exception exception) => exception is NpgsqlException or IOException
        or TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException
        or System.Net.Sockets.SocketException;

    public static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
#pragma warning disable CA2100 // the texts are constants and embedded scripts
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<bool> IsTrueAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] values)
    {
#pragma warning disable CA2100 // the texts are constants
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
