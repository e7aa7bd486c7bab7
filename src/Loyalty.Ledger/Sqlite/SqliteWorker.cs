using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// A connection and the one thread that uses it. SQLite's calls block, for as long as the disk's flush takes; on
/// threads of their own they take none from the pool, which on a small machine has two.
/// </summary>
internal sealed class SqliteWorker : IDisposable
{
    private readonly BlockingCollection<Action> calls = [];
    private readonly Thread thread;
    private readonly SqliteStatements statements;
    private readonly SqliteConnection connection;

    public SqliteWorker(string name, SqliteConnection connection)
    {
        this.connection = connection;
        statements = new SqliteStatements(connection);
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
        statements.Dispose();
        connection.Dispose();
        calls.Dispose();
    }

    private void Complete<T>(TaskCompletionSource<T> completion, Func<SqliteStatements, T> work)
    {
        try
        {
            completion.SetResult(work(statements));
        }
        catch (SqliteException exception)
        {
            completion.SetException(SqliteErrors.ToStoreException(exception));
        }
#pragma warning disable CA1031 // it goes to whoever awaits the work
        catch (Exception exception)
#pragma warning restore CA1031
        {
            completion.SetException(exception);
        }
    }

    private void Run()
    {
        foreach (var call in calls.GetConsumingEnumerable()) call();
    }
}
