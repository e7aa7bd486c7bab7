using Loyalty.Ledger.Postgres;
using Loyalty.Ledger.Sqlite;

namespace Loyalty.Ledger;

/// <summary>Opens a database that exists, for looking alone: nothing is migrated and no folder is held.</summary>
public static class LedgerStores
{
    /// <param name="fileOrConnection">
    /// A connection string (it has a Host=) means PostgreSQL; else the path of a SQLite file, or of its folder.
    /// </param>
    /// <exception cref="StoreException">There is no such database, or it can't be opened.</exception>
    public static async Task<ILedgerSnapshot> OpenAsync(string fileOrConnection, CancellationToken cancellationToken)
    {
        if (IsConnectionString(fileOrConnection))
            return await PostgresSnapshot.OpenAsync(fileOrConnection, cancellationToken);
        var path = Directory.Exists(fileOrConnection)
            ? Path.Combine(fileOrConnection, SqliteFolder.DatabaseName)
            : fileOrConnection;
        if (!File.Exists(path))
            throw new StoreException(StoreFailure.Unavailable, $"There is no database at '{path}'.");
        return SqliteSnapshot.Open(path);
    }

    private static bool IsConnectionString(string text) =>
        text.Contains("Host=", StringComparison.OrdinalIgnoreCase)
        || text.Contains("Server=", StringComparison.OrdinalIgnoreCase);
}
