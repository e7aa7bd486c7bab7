using Npgsql;

namespace Loyalty.Ledger.Postgres;

/// <summary>
/// Translates errors (codes: PostgreSQL documentation, appendix A). Every call is one statement in its own transaction:
/// an error that the server reports means that it rolled back — except those by which it ends a session, which a commit
/// that is under way may outlive. An error that the server doesn't report, a lost connection or a client time-out, says
/// nothing about a statement that was sent.
/// </summary>
internal static class PostgresErrors
{
    /// <summary>Raised by our own functions: a guard failed.</summary>
    public const string GuardFailed = "LY001";

    /// <summary>Raised by our own triggers: the epoch was renewed.</summary>
    private const string OtherEpoch = "LY003";

    /// <param name="exception">Npgsql's exception.</param>
    /// <param name="sent">Whether a statement that changes anything may have reached the server.</param>
    /// <returns>Null for a guard that failed.</returns>
    public static StoreException? Classify(Exception exception, bool sent)
    {
        var failure = exception is PostgresException reported
            ? OfSqlState(reported.SqlState, sent)
            : Lost(sent); // a broken connection, a client time-out
        return failure is { } known ? new StoreException(known, Reason(exception), exception) : null;
    }

    private static StoreFailure? OfSqlState(string sqlState, bool sent) => sqlState switch
    {
        GuardFailed => null,
        OtherEpoch => StoreFailure.OtherDatabase,
        PostgresErrorCodes.UniqueViolation => null, // 23505: somebody was first; inspecting says who
        PostgresErrorCodes.SerializationFailure => StoreFailure.Transient, // 40001
        PostgresErrorCodes.DeadlockDetected => StoreFailure.Transient, // 40P01
        PostgresErrorCodes.LockNotAvailable => StoreFailure.Transient, // 55P03: lock_timeout

        // 57014: statement_timeout or a cancel request. The server cancels before it commits, or not at all: while it
        // waits for the commit record's flush it holds interrupts off. (A commit that waits for a synchronous standby
        // and is cancelled reports success with a warning.)
        PostgresErrorCodes.QueryCanceled => StoreFailure.Transient,

        // 57P03 (starting up), and class 53 (insufficient resources: disk full, out of memory, too many connections).
        PostgresErrorCodes.CannotConnectNow => StoreFailure.Transient,
        _ when sqlState.StartsWith("53", StringComparison.Ordinal) => StoreFailure.Transient,

        // 57P01, 57P02, 57P05 and 25P03 (shutdown, crash, idle time-outs): a farewell, maybe after the commit.
        _ when sqlState.StartsWith("57P", StringComparison.Ordinal) || sqlState == "25P03" => Lost(sent),

        // Classes 08 (connection), 58 (system error), F0 and XX (internal error): nothing can be concluded.
        _ when sqlState.StartsWith("08", StringComparison.Ordinal) => Lost(sent),
        _ when sqlState.StartsWith("58", StringComparison.Ordinal) => Lost(sent),
        _ when sqlState.StartsWith("XX", StringComparison.Ordinal) => Lost(sent),

        // 0A000 (cached plan must not change result type), 26000 (no such statement): after a migration or a pooler.
        "0A000" or "26000" => StoreFailure.Transient,

        // 25006 (read-only transaction): a standby, or a primary that is being replaced.
        PostgresErrorCodes.ReadOnlySqlTransaction => StoreFailure.Unavailable,

        // Class 28 (authorization), 3D (no such database), 3F and 42 (schema not there, no rights).
        _ when sqlState.StartsWith("28", StringComparison.Ordinal) => StoreFailure.Unavailable,
        _ when sqlState.StartsWith('3') || sqlState.StartsWith("42", StringComparison.Ordinal) =>
            StoreFailure.Unavailable,

        // Classes 22 and 23 (data, constraints) and anything else: it will not get better by repeating.
        _ => StoreFailure.Rejected,
    };

    private static StoreFailure Lost(bool sent) => sent ? StoreFailure.Unknown : StoreFailure.Unavailable;

    /// <summary>The server's words, or the client's; never the connection string.</summary>
    private static string Reason(Exception exception) =>
        exception is PostgresException reported ? $"{reported.SqlState}: {reported.MessageText}" : exception.Message;
}
