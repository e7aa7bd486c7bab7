using Loyalty.Domain.Rules;
using Loyalty.Ledger.Rows;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

public sealed partial class SqliteStore
{
    private const string CreateMigrations = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, time TEXT NOT NULL) STRICT
        """;

    /// <summary>Runs the scripts that the database hasn't seen, each in a transaction.</summary>
    private int Migrate(SqliteStatements db)
    {
        var run = 0;
        db.Execute(CreateMigrations);
        foreach (var migration in Migration.Of("Sqlite"))
        {
            db.Execute("BEGIN IMMEDIATE");
            try
            {
                var isNew = db.Execute(
                    "INSERT OR IGNORE INTO schema_migrations (number, name, time) VALUES ($0, $1, $2)",
                    migration.Number, migration.Name, SqliteRows.Text(time.GetUtcNow())) == 1;
                if (isNew) db.Execute(migration.Sql);
                if (isNew) run++;
                Commit(db);
            }
            catch (SqliteException)
            {
                TryRollback(db);
                throw;
            }
        }

        return run;
    }

    private RulesVersion RegisterRules(SqliteStatements db, ProgramRules rules)
    {
        var (text, hash) = RulesJson.Write(rules);
        db.Execute(
            """
            INSERT INTO rule_versions (version, hash, rules, time)
            SELECT coalesce(max(version), 0) + 1, $0, $1, $2 FROM rule_versions WHERE true
            ON CONFLICT (hash) DO NOTHING
            """,
            hash, text, SqliteRows.Text(time.GetUtcNow()));
        using var reader = db.Query("SELECT version FROM rule_versions WHERE hash = $0", hash);
        if (!reader.Read()) throw new StoreException(StoreFailure.Transient, "The rules were not registered.");
        return new RulesVersion(reader.GetInt32(0), rules);
    }
}
