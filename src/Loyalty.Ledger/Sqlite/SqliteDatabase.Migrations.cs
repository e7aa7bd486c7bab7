using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

internal sealed partial class SqliteDatabase
{
    private const string CreateMigrations = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, time TEXT NOT NULL) STRICT
        """;

    private const string InsertMigration =
        "INSERT INTO schema_migrations (number, name, time) VALUES ($0, $1, $2)";

    /// <summary>Runs the migrations that the database hasn't seen, each in a transaction.</summary>
    private int Migrate(SqliteStatements db)
    {
        db.Execute(CreateMigrations);
        var pending = Migration.Pending(Migration.Of("Sqlite", sources), AppliedOf(db));
        foreach (var migration in pending)
        {
            db.Execute("BEGIN IMMEDIATE");
            try
            {
                foreach (var script in migration.Scripts) db.Execute(script);
                db.Execute(
                    InsertMigration, migration.Number, migration.Name, SqliteRows.Text(time.GetUtcNow()));
                db.Commit();
            }
            catch (SqliteException)
            {
                db.TryRollback();
                throw;
            }
        }

        return pending.Count;
    }

    private static List<string> AppliedOf(SqliteStatements db)
    {
        var names = new List<string>();
        using var reader = db.Query("SELECT name FROM schema_migrations ORDER BY number");
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }
}
