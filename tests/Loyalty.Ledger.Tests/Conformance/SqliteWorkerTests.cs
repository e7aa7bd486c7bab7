using Loyalty.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Tests.Conformance;

/// <summary>Whatever a work throws, the next one finds a connection that can be used.</summary>
public sealed class SqliteWorkerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-worker-");
    private readonly SqliteWorker worker;

    public SqliteWorkerTests() => worker = new SqliteWorker("test", Open);

    public void Dispose()
    {
        worker.Dispose();
        folder.Delete(recursive: true);
    }

    public static TheoryData<Exception, int> Failures => new()
    {
        // what is thrown inside a transaction, and the connection that the next work has
        { new OutOfMemoryException(), 2 },
        { new OperationCanceledException(), 2 },
        { new InvalidOperationException(), 2 },
        { new SqliteException("memory", 7), 2 },
        { new SqliteException("disk", 10), 2 },
        { new SqliteException("busy", 5), 1 },
        { new SqliteException("taken", 19), 1 },
        { new SqliteException("full", 13), 1 },
        { new StoreException(StoreFailure.Rejected, "no"), 1 },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Work_ThatBreaksInsideATransaction_IsRolledBackAndTheNextOneWorks(Exception failure, int opening)
    {
        await worker.RunAsync(db => db.Execute("CREATE TABLE t (n INTEGER)"));
        var broken = worker.RunAsync<int>(db =>
        {
            db.Execute("BEGIN IMMEDIATE");
            db.Execute("INSERT INTO t VALUES (1), (2)");
            db.Query("SELECT n FROM t").Read(); // and nobody disposes of the reader
            throw failure;
        });

        await Assert.ThrowsAnyAsync<Exception>(() => broken);
        var (rows, at) = await worker.RunAsync(db =>
        {
            db.Execute("BEGIN IMMEDIATE");
            using var count = db.Query("SELECT count(*) FROM t");
            count.Read();
            var answer = (count.GetInt64(0), db.OpenCount);
            count.Dispose();
            db.Execute("INSERT INTO t VALUES (3)");
            db.Execute("COMMIT");
            return answer;
        });
        Assert.Equal((0L, opening), (rows, at));
    }

    [Fact]
    public async Task Work_WhoseFileCannotBeOpened_FailsAndTheNextOneOpensIt()
    {
        folder.Delete();
        var failure = await Assert.ThrowsAsync<StoreException>(() => worker.RunAsync(db => db.Execute("SELECT 1")));
        Assert.Equal(StoreFailure.Unavailable, failure.Failure);
        folder.Create();
        await worker.RunAsync(db => db.Execute("CREATE TABLE t (n INTEGER)"));
    }

    private SqliteConnection Open() => SqliteFolder.Open(Path.Combine(folder.FullName, "test.db"), readOnly: false);
}
