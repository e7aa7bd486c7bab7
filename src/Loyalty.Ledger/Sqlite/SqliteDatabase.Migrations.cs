using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

internal sealed partial class SqliteDatabase
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
        foreach (var migration in Migration.Of("Sqlite", sources))
        {
            db.Execute("BEGIN IMMEDIATE");
            try
            {
                var isNew = db.Execute(
                    "INSERT OR IGNORE INTO schema_migrations (number, name, time) VALUES ($0, $1, $2)",
                    migration.Number, migration.Name, SqliteRows.Text(time.GetUtcNow())) == 1;
                if (isNew) db.Execute(migration.Sql);
                if (isNew) run++;
                db.Commit();
            }
            catch (SqliteException)
            {
                db.TryRollback();
                throw;
            }
        }

        return run;
    }
}
