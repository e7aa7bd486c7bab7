namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// The database is the file at its path, in the epoch in which this process was started. SQLite with a log beside the
/// file doesn't notice that another file took that path: what it commits then goes to one that no other process will
/// ever open again.
/// </summary>
internal sealed partial class SqliteDatabase
{
    private const string Moved = "its file was replaced, moved or deleted";

    private const string SelectEpoch = "SELECT id FROM epochs ORDER BY number DESC LIMIT 1";

    /// <summary>
    /// Becomes another when another connection changes the database, and not by our own commits. Each connection counts
    /// by itself.
    /// </summary>
    private const string SelectIncarnation = "PRAGMA data_version";

    /// <summary>The writer's: the epoch as it was read, and at which data_version.</summary>
    private (string Version, string Epoch) last = ("", "");

    public string DatabaseId => guard.DatabaseId;

    public Task ConfirmAsync(CancellationToken cancellationToken) => writeWorker.Value.RunAsync(db =>
    {
        Compare(db);
        return true;
    });

    /// <summary>The incarnation of the file as a connection sees it.</summary>
    public static string IncarnationOf(SqliteStatements db)
    {
        using var reader = db.Query(SelectIncarnation);
        reader.Read();
        return $"{db.OpenCount}/{reader.GetString(0)}";
    }

    /// <summary>Reads the epoch only if another connection has changed the file, since we don't begin one.</summary>
    /// <exception cref="StoreException">It is another database.</exception>
    private void Compare(SqliteStatements db)
    {
        if (db.HasMoved()) throw guard.Other(Moved);
        var version = IncarnationOf(db);
        if (version != last.Version)
        {
            using var epochs = db.Query(SelectEpoch);
            epochs.Read();
            last = (version, epochs.GetString(0));
        }

        guard.Compare(last.Epoch);
    }

    /// <summary>
    /// Runs what writes, if this is the right database. If the file moved meanwhile, nobody knows which one has it.
    /// </summary>
    private T Guarded<T>(SqliteStatements db, Func<SqliteStatements, T> work)
    {
        Compare(db);
        var result = work(db);
        return db.HasMoved() ? throw new StoreException(StoreFailure.Unknown, guard.Other(Moved).Message) : result;
    }
}
