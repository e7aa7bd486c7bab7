using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// Copies the log into the database file beside the writer, which else does it while all others wait. The log
/// begins anew only when all of it is copied and nobody writes: when it is long it is copied twice in a row, and then
/// the writer copies the little that came meanwhile. The connections' wal_autocheckpoint is for what this doesn't
/// count, and for a log that a long read has kept from beginning anew.
/// </summary>
/// <param name="worker">Has a connection of its own.</param>
internal sealed class SqliteCheckpoints(Lazy<SqliteWorker> worker) : IDisposable
{
    /// <summary>Each takes two or three pages of the log, of 4 KB.</summary>
    private const int CardsBetween = 3_000;

    /// <summary>
    /// The longer the log, the more rarely all wait for the writer: with 160 calls in flight the p99 was 50 ms with
    /// 9,000, and 18 ms with 20,000.
    /// </summary>
    private const int CardsInLog = 20_000;

    private const string Copy = "PRAGMA wal_checkpoint(PASSIVE)";

    private int sinceCopy;
    private int inLog;
    private volatile State state;

    /// <summary>The state of the copying; whoever isn't at work waits for the other.</summary>
    private enum State
    {
        Waiting,
        Copying,
        WritersTurn,
    }

    /// <summary>Counts what was committed, and copies when it is time to. On the writer's thread alone.</summary>
    /// <param name="db">The writer's; no transaction is open.</param>
    /// <param name="cards">How many cards were written.</param>
    public void AfterCommitOf(SqliteStatements db, int cards)
    {
        sinceCopy += cards;
        inLog += cards;
        if (state == State.WritersTurn)
        {
            (sinceCopy, inLog) = (0, 0);
            state = State.Waiting;
            TryCopy(db);
        }
        else if (state == State.Waiting && sinceCopy >= CardsBetween)
        {
            sinceCopy = 0;
            state = State.Copying;
            _ = CopyAsync(isLong: inLog >= CardsInLog);
        }
    }

    public void Dispose()
    {
        if (worker.IsValueCreated) worker.Value.Dispose();
    }

    private async Task CopyAsync(bool isLong)
    {
        var next = State.Waiting;
        try
        {
            await worker.Value.RunAsync(TryCopy);
            if (isLong && await worker.Value.RunAsync(TryCopy)) next = State.WritersTurn;
        }
#pragma warning disable CA1031 // whatever it was, the next one is tried all the same
        catch (Exception)
#pragma warning restore CA1031
        {
            // the server stops, or can't open the file once more
        }

        state = next;
    }

    /// <summary>
    /// One that fails is no loss: what isn't copied stays in the log, and the next commit meets the same disk.
    /// </summary>
    private static bool TryCopy(SqliteStatements db)
    {
        try
        {
            db.Execute(Copy);
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
