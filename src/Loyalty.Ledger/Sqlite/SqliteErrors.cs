using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// Translates SQLite's result codes (numbers: sqlite.org/rescode.html). A statement that fails before COMMIT leaves
/// nothing behind. A COMMIT that fails is another matter: the frame that commits may have reached the file before its
/// flush failed, and a recovery would find it. So any failure of COMMIT but SQLITE_BUSY is unknown; the repeat either
/// finds its idempotency key or writes over that frame.
/// </summary>
internal static class SqliteErrors
{
    private const int Error = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Constraint = 19;
    private const int Full = 13;
    private const int Mismatch = 20;
    private const int TooBig = 18;
    private const int ConstraintCheck = 275;
    private const int ConstraintNotNull = 1299;
    private const int ConstraintDatatype = 3091;

    public static StoreException ToStoreException(SqliteException exception, bool committing = false)
    {
        var failure = exception.SqliteErrorCode switch
        {
            Busy => StoreFailure.Transient,
            _ when committing => StoreFailure.Unknown,
            Locked => StoreFailure.Transient,
            Constraint or Mismatch or TooBig => StoreFailure.Rejected,
            _ => StoreFailure.Unavailable, // FULL, IOERR, CANTOPEN, READONLY, NOMEM, CORRUPT, NOTADB …
        };
        return new StoreException(failure, exception.Message, exception);
    }

    /// <summary>
    /// Whether the connection can be used as before, once its transaction is rolled back: what failed was the lock, the
    /// content or the disk's size. Anything else, such as memory that ran out within a call, may have left it anyhow.
    /// </summary>
    public static bool LeavesConnectionWhole(Exception exception) => exception switch
    {
        StoreException { InnerException: { } inner } => LeavesConnectionWhole(inner),
        StoreException => true,
        SqliteException failed => failed.SqliteErrorCode
            is Error or Busy or Locked or Constraint or Mismatch or TooBig or Full,
        _ => false,
    };

    /// <summary>As for any call, but what can't be computed (an integer overflow) is the rows' fault.</summary>
    public static StoreException OfQuery(SqliteException exception) => exception.SqliteErrorCode == Error
        ? new StoreException(StoreFailure.Rejected, exception.Message, exception)
        : ToStoreException(exception);

    /// <summary>Whether a unique key was taken: a guard that failed, not a failure.</summary>
    public static bool IsTaken(SqliteException exception) =>
        exception.SqliteErrorCode == Constraint
        && exception.SqliteExtendedErrorCode is not (ConstraintCheck or ConstraintNotNull or ConstraintDatatype);
}
