using Loyalty.Domain.Rules;
using Loyalty.Ledger.Rows;
using Npgsql;

namespace Loyalty.Ledger.Postgres;

public sealed partial class PostgresStore
{
    /// <summary>Any number will do, as long as every release has the same.</summary>
    private const long MigrationLock = 0x10_7A_17_1E;

    private const string CreateMigrations = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number integer PRIMARY KEY, name text NOT NULL, time timestamptz NOT NULL)
        """;

    private const string InsertMigration =
        "INSERT INTO schema_migrations (number, name, time) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    private const string InsertRules = """
        INSERT INTO rule_versions (version, hash, rules, time)
        SELECT coalesce(max(version), 0) + 1, $1, $2, $3 FROM rule_versions ON CONFLICT DO NOTHING
        """;

    private const string SelectRules = "SELECT version FROM rule_versions WHERE hash = $1";

    /// <summary>
    /// Runs, in one transaction, the scripts that the database hasn't seen; other nodes wait for its end. From then on
    /// the store stays on this database.
    /// </summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = PostgresSettings.Long(connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock($1)", cancellationToken, MigrationLock);
            await ExecuteAsync(connection, CreateMigrations, cancellationToken);
            foreach (var migration in Migration.Of("Postgres"))
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

    /// <summary>
    /// Of racing nodes one inserts; the others find its version, or take the next number and try again.
    /// </summary>
    private async Task<RulesVersion> RegisterRulesAsync(
        NpgsqlConnection connection, ProgramRules rules, CancellationToken cancellationToken)
    {
        const int attempts = 20;
        var (text, hash) = RulesJson.Write(rules);
        for (var i = 0; i < attempts; i++)
        {
            await using var select = new NpgsqlCommand(SelectRules, connection)
            {
                Parameters = { new() { Value = hash } },
            };
            if (await select.ExecuteScalarAsync(cancellationToken) is int version)
                return new RulesVersion(version, rules);
            await ExecuteAsync(connection, InsertRules, cancellationToken, hash, text, time.GetUtcNow().UtcDateTime);
        }

        throw new StoreException(StoreFailure.Transient, "The rules were not registered: too many others at once.");
    }

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
#pragma warning disable CA2100 // the texts are constants and embedded scripts
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
