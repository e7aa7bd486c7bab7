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
        "INSERT INTO schema_migrations (number, name, time) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    /// <summary>
    /// Runs, in one transaction, the scripts that the database hasn't seen; other nodes wait for its end. From then on
    /// the store stays on this database.
    /// </summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = Long();
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock($1)", cancellationToken, MigrationLock);
            await ExecuteAsync(connection, CreateMigrations, cancellationToken);
            foreach (var migration in Migration.Of("Postgres", sources))
            {
                var isNew = await ExecuteAsync(
                    connection, InsertMigration, cancellationToken,
                    migration.Number, migration.Name, time.GetUtcNow().UtcDateTime) == 1;
                if (isNew) await ExecuteAsync(connection, migration.Sql, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            await OpenSessionAsync(connection);
        }
        catch (Exception exception) when (IsOfDatabase(exception))
        {
            throw ToStoreException(exception);
        }
    }
}
