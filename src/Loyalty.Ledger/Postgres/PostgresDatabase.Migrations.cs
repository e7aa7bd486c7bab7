using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

internal sealed partial class PostgresDatabase
{
    /// <summary>Any number will do, as long as every release has the same.</summary>
    private const long MigrationLock = 0x10_7A_17_1E;

    private const string CreateMigrations = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number integer PRIMARY KEY, name text NOT NULL, time timestamptz NOT NULL)
        """;

    private const string InsertMigration =
        "INSERT INTO schema_migrations (number, name, time) VALUES ($1, $2, $3)";

    private const string SelectMigrations = "SELECT name FROM schema_migrations ORDER BY number";

    /// <summary>A line that went silent is given up: the next start asks anew.</summary>
    private const int ReadSeconds = 5;

    /// <summary>Functions come before the tables that they name.</summary>
    private const string AllowFunctionsFirst = "SET LOCAL check_function_bodies = off";

    /// <summary>
    /// Runs, in one transaction, the migrations that the database hasn't seen; other nodes wait for its end. A database
    /// that has seen all is only read: no start waits for the session of a node that died at its own. From then on the
    /// store stays on this database.
    /// </summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = Long();
            await connection.OpenAsync(cancellationToken);
            var known = Migration.Of("Postgres", sources);
            var applied = await FindAppliedAsync(connection, cancellationToken);
            if (applied is null || Migration.Pending(known, applied).Any())
                applied = await MigrateAsync(connection, known, cancellationToken);
            if (Migration.NewerThan(known, applied) is { } newer) Log.IsNewer(logger, newer, known[^1].Name);
            await OpenSessionAsync(connection);
        }
        catch (Exception exception) when (IsOfDatabase(exception))
        {
            throw ToStoreException(exception);
        }
    }

    private async Task<List<string>> MigrateAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> known, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock($1)", cancellationToken, MigrationLock);
        await ExecuteAsync(connection, CreateMigrations, cancellationToken);
        await ExecuteAsync(connection, AllowFunctionsFirst, cancellationToken);
        var applied = await ReadAppliedAsync(connection, cancellationToken);
        foreach (var migration in Migration.Pending(known, applied))
        {
            foreach (var script in migration.Scripts) await ExecuteAsync(connection, script, cancellationToken);
            await ExecuteAsync(
                connection, InsertMigration, cancellationToken,
                migration.Number, migration.Name, time.GetUtcNow().UtcDateTime);
        }

        await transaction.CommitAsync(cancellationToken);
        return applied;
    }

    /// <summary>The migrations that the database has seen; null if it was never migrated.</summary>
    private static async Task<List<string>?> FindAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT to_regclass('schema_migrations') IS NOT NULL", connection) { CommandTimeout = ReadSeconds };
        return await command.ExecuteScalarAsync(cancellationToken) is true
            ? await ReadAppliedAsync(connection, cancellationToken)
            : null;
    }

    private static async Task<List<string>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SelectMigrations, connection) { CommandTimeout = ReadSeconds };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await PostgresQueries.ReadAsync(reader, static row => row.GetString(0), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Information,
            "The database is newer than this server, which can run on it: it has the migration {Newest}, the server "
            + "knows migrations up to {Known}")]
        public static partial void IsNewer(ILogger logger, string newest, string known);
    }
}
