using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// A data folder held by one process: the database, and a lock file that the system releases at its end.
/// </summary>
internal sealed class SqliteFolder : IDisposable
{
    public const string DatabaseName = "loyalty.db";
    private const string LockName = "loyalty.lock";

    private readonly FileStream heldOpen;

    private SqliteFolder(string databasePath, FileStream heldOpen) =>
        (DatabasePath, this.heldOpen) = (databasePath, heldOpen);

    public string DatabasePath { get; }

    /// <exception cref="StoreException">Another process holds the folder, or it can't be used.</exception>
    public static SqliteFolder Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var lockPath = Path.Combine(folder, LockName);
            var lockFile = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new SqliteFolder(Path.Combine(folder, DatabaseName), lockFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                StoreFailure.Unavailable,
                $"The data folder '{Path.GetFullPath(folder)}' is in use by another process, or can't be written. "
                + "One process serves one folder: stop the other, name another folder (Loyalty:Data), or use "
                + "PostgreSQL (ConnectionStrings:Loyalty) to run several.",
                exception);
        }
    }

    /// <summary>
    /// Opens a connection for reading and writing, or for reading alone. The log grows to about 200 MB, so that a page
    /// that is written again and again goes to the file once: <see cref="SqliteCheckpoints"/>. Of pages no more than
    /// 16 MB are kept: SQLite looks through all of them at every commit in which a tree has grown, and what it misses
    /// the system has.
    /// </summary>
    public static SqliteConnection Open(string path, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 1, // seconds to wait for a lock; only a foreign reader or backup could hold one
        }.ConnectionString);
        try
        {
            connection.Open();
            if (!readOnly) Tune(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Tune(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA recursive_triggers = ON;
            PRAGMA wal_autocheckpoint = 64000;
            PRAGMA cache_size = -16384;
            """;
        command.ExecuteNonQuery();
    }

    public void Dispose() => heldOpen.Dispose();
}
