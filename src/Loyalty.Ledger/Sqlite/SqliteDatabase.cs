using Loyalty.Ledger.Writing;
using Microsoft.Extensions.Logging;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// One SQLite file, which all stores share: WAL, flushed at every commit, one writer. Writes, reads and checkpoints
/// each have a connection and a thread; readers never wait for the writer. See <see cref="SqliteErrors"/> for what
/// failures mean.
/// </summary>
internal sealed partial class SqliteDatabase : ILedgerDatabase, IDisposable
{
    private readonly TimeProvider time;
    private readonly SqliteFolder folder;
    private readonly IEnumerable<MigrationSource> sources;
    private readonly DatabaseGuard guard;
    private readonly Lazy<SqliteWorker> writeWorker;
    private readonly Lazy<SqliteWorker> readWorker;
    private readonly SqliteCheckpoints checkpoints;
    private bool disposed;

    /// <summary>Takes hold of the folder; the database in it is opened by the first call.</summary>
    /// <exception cref="StoreException">Another process holds the folder.</exception>
    public SqliteDatabase(
        string dataFolder, TimeProvider time, IEnumerable<MigrationSource> sources, ILogger<SqliteDatabase> logger)
    {
        this.time = time;
        this.sources = sources;
        guard = new DatabaseGuard(logger);
        folder = SqliteFolder.Lock(dataFolder);
        writeWorker = Worker("ledger-write");
        readWorker = Worker("ledger-read");
        checkpoints = new SqliteCheckpoints(Worker("ledger-checkpoint"));
    }

    public Task MigrateAsync(CancellationToken cancellationToken) => writeWorker.Value.RunAsync(db =>
    {
        var run = Migrate(db);
        Compare(db);
        return run;
    });

    /// <summary>The clock of what is written.</summary>
    public TimeProvider Time => time;

    /// <summary>Copies the log into the file; told of every commit.</summary>
    public SqliteCheckpoints Checkpoints => checkpoints;

    /// <summary>Opens one view of everything.</summary>
    public SqliteSnapshot OpenSnapshot() => SqliteSnapshot.Open(folder.DatabasePath);

    /// <summary>Runs what writes, on the writer's thread, if this is the right database.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteStatements, T> work) =>
        writeWorker.Value.RunAsync(db => Guarded(db, work));

    /// <summary>Runs what reads, in one view of the data.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteStatements, T> work) =>
        readWorker.Value.RunAsync(db => db.Read(() => work(db)));

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        if (writeWorker.IsValueCreated) writeWorker.Value.Dispose();
        checkpoints.Dispose();
        if (readWorker.IsValueCreated) readWorker.Value.Dispose();
        folder.Dispose();
    }

    private Lazy<SqliteWorker> Worker(string name) =>
        new(() => new SqliteWorker(name, () => SqliteFolder.Open(folder.DatabasePath, false)));
}
