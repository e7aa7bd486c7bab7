using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// A connection and the one thread that uses it. SQLite's calls block, for as long as the disk's flush takes; on
/// threads of their own they take none from the pool, which on a small machine has two. Whatever a work throws, the
/// next one finds a connection without a transaction: what is open is rolled back, and a connection of which that can't
/// be said for certain is closed, and opened anew by the next work.
/// </summary>
internal sealed class SqliteWorker : IDisposable
{
    private readonly BlockingCollection<Action> calls = [];
    private readonly Thread thread;
    private readonly Func<SqliteConnection> open;
    private SqliteStatements? statements;
    private int openings;

    /// <param name="name">The thread's.</param>
    /// <param name="open">Opens a connection; called by the first work, and by the one after a work that broke.</param>
    public SqliteWorker(string name, Func<SqliteConnection> open)
    {
        this.open = open;
        thread = new Thread(Run) { Name = name, IsBackground = true };
        thread.Start();
    }

    /// <summary>Runs the work on the connection's thread; what it throws comes back as a StoreException.</summary>
    public Task<T> RunAsync<T>(Func<SqliteStatements, T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            calls.Add(() => Complete(completion, work));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException)
        {
            completion.SetException(
                new StoreException(StoreFailure.Unavailable, "The database is closed.", exception));
        }

        return completion.Task;
    }

    public void Dispose()
    {
        calls.CompleteAdding();
        thread.Join();
        statements?.Dispose();
        calls.Dispose();
    }

    private void Complete<T>(TaskCompletionSource<T> completion, Func<SqliteStatements, T> work)
    {
        try
        {
            statements ??= new SqliteStatements(open(), ++openings);
            completion.SetResult(work(statements));
        }
#pragma warning disable CA1031 // it goes to whoever awaits the work
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Mend(exception);
            completion.SetException(
                exception is SqliteException failed ? SqliteErrors.ToStoreException(failed) : exception);
        }
    }

    private void Mend(Exception exception)
    {
        try
        {
            if (statements is { HasTransaction: true }) statements.Execute("ROLLBACK");
            if (!SqliteErrors.LeavesConnectionWhole(exception)) Close();
        }
#pragma warning disable CA1031 // a connection that can't be mended is given up, whatever it says
        catch (Exception)
#pragma warning restore CA1031
        {
            Close();
        }
    }

    /// <summary>Closing rolls back.</summary>
    private void Close()
    {
        var broken = statements;
        statements = null;
        try
        {
            broken?.Dispose();
        }
#pragma warning disable CA1031 // nothing is left to be done with it
        catch (Exception)
#pragma warning restore CA1031
        {
            // its finalizer closes it
        }
    }

    private void Run()
    {
        foreach (var call in calls.GetConsumingEnumerable()) call();
    }
}
