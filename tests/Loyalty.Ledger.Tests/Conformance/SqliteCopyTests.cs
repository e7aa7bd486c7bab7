using Loyalty.Ledger.Sqlite;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Ledger.Tests.Conformance;

/// <summary>
/// Another file where this process's database was. SQLite itself goes on with the file that it has open, in silence.
/// </summary>
public sealed class SqliteCopyTests(SqliteBed bed) : IClassFixture<SqliteBed>
{
    private readonly LogLines<SqliteDatabase> log = new();

    [Fact]
    public async Task Folder_RestoredUnderARunningServer_IsNotWrittenPast()
    {
        var folder = bed.NewFolder();
        var (backup, away) = (Directory.CreateDirectory(bed.NewFolder()), Directory.CreateDirectory(bed.NewFolder()));
        await using var node = await OpenAsync(folder);
        var card = await node.IssueAsync(1);
        using (var from = new SqliteConnection($"Data Source={PathIn(folder)};Pooling=False"))
        using (var to = new SqliteConnection($"Data Source={PathIn(backup.FullName)};Pooling=False"))
        {
            from.Open();
            to.Open();
            from.BackupDatabase(to);
        }

        var accrued = Samples.Accrue(card, 1);
        Assert.Equal(CommitStatus.Committed, (await node.CommitAsync(accrued)).Status);

        MoveAll(folder, away.FullName);
        File.Copy(PathIn(backup.FullName), PathIn(folder));
        var next = Samples.Accrue(accrued.After, 2);
        Assert.Equal(CommitStatus.Unavailable, (await node.CommitAsync(next)).Status);
        await IsOtherAsync(() => node.Stores.Database.ConfirmAsync(default));
        await IsOtherAsync(() => node.Store.RegisterRulesAsync(Samples.Rules, default));

        File.Delete(PathIn(folder));
        MoveAll(away.FullName, folder);
        Assert.Equal(CommitStatus.Replayed, (await node.CommitAsync(accrued)).Status);
        Assert.Equal(CommitStatus.Committed, (await node.CommitAsync(next)).Status);
        await node.AssertCleanAsync();
        Assert.Equal(["Critical", "Warning"], log.Lines.Select(line => line.Split(':')[0]));
    }

    [Fact]
    public async Task Epoch_BegunAnewUnderARunningServer_RefusesAllItWrites()
    {
        var folder = bed.NewFolder();
        await using var node = await OpenAsync(folder);
        var card = await node.IssueAsync(1);
        using (var owner = new SqliteConnection($"Data Source={PathIn(folder)};Pooling=False"))
        {
            owner.Open();
            using var renew = owner.CreateCommand();
            renew.CommandText = "INSERT INTO epochs (number, id, begin_time) VALUES (2, 'another', datetime())";
            Assert.Equal(1, renew.ExecuteNonQuery());
        }

        Assert.Equal(CommitStatus.Unavailable, (await node.CommitAsync(Samples.Accrue(card, 1))).Status);
        await IsOtherAsync(() => node.Stores.Database.ConfirmAsync(default));
        Assert.Equal(1, (await node.Ledger.LoadAsync(card.CardId))!.Seq);
    }

    private async Task<TestLedger> OpenAsync(string folder)
    {
        var stores = TestStores.OfSqlite(folder, parts => parts.AddSingleton<ILogger<SqliteDatabase>>(log));
        await stores.MigrateAsync();
        return new TestLedger(
            new LedgerOptions { WriteLanes = 2 }, stores, null, _ => throw new NotSupportedException());
    }

    private static void MoveAll(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "loyalty.db*"))
            File.Move(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static string PathIn(string folder) => Path.Combine(folder, "loyalty.db");

    private static async Task IsOtherAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(call);
        Assert.Equal(StoreFailure.OtherDatabase, refusal.Failure);
    }
}
