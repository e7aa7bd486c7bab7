using Microsoft.Extensions.Logging;

namespace Loyalty.Ledger;

/// <summary>
/// Holds the id of the database on which this process was started, against which every session is compared. Says once
/// that another answers, and once that the first is back.
/// </summary>
internal sealed partial class DatabaseGuard(ILogger logger)
{
    private string? first;
    private int isOther;

    /// <exception cref="InvalidOperationException">No session was compared yet.</exception>
    public string DatabaseId =>
        Volatile.Read(ref first) ?? throw new InvalidOperationException("The database is not open yet.");

    /// <summary>Compares the database that a session reached; the first one ever is the one to stay on.</summary>
    /// <exception cref="StoreException">It is another.</exception>
    public void Compare(string databaseId)
    {
        var expected = Interlocked.CompareExchange(ref first, databaseId, null) ?? databaseId;
        if (expected != databaseId) throw Other($"it is {databaseId}, not {expected}");
        if (Interlocked.Exchange(ref isOther, 0) == 1) Log.IsBack(logger, databaseId);
    }

    /// <summary>Notes, once, that the database is not the first one any more.</summary>
    public StoreException Other(string difference, Exception? inner = null)
    {
        if (Interlocked.Exchange(ref isOther, 1) == 0) Log.IsOther(logger, difference);
        return new StoreException(
            StoreFailure.OtherDatabase, $"This is not the database on which the server was started: {difference}.",
            inner);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Critical,
            "The database is not the one on which this server was started: {Difference}. Nothing is read from it or "
            + "written to it, and the server is not ready. If the database was exchanged on purpose, restart the "
            + "server")]
        public static partial void IsOther(ILogger logger, string difference);

        [LoggerMessage(
            2, LogLevel.Warning, "The database is again the one on which this server was started, {DatabaseId}")]
        public static partial void IsBack(ILogger logger, string databaseId);
    }
}
