using System.Diagnostics;
using Loyalty.Audit;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;

namespace Loyalty.Ledger.Tests.Conformance;

/// <summary>One process, one data folder.</summary>
public sealed class SqliteFolderTests(SqliteBed bed) : IClassFixture<SqliteBed>
{
    [Fact]
    public void Folder_HeldByAnother_RefusesAndSaysWhatToDo()
    {
        var folder = bed.NewFolder();
        using var holder = TestStores.OfSqlite(folder);
        var refusal = Assert.Throws<StoreException>(() => TestStores.OfSqlite(folder));
        Assert.Equal(StoreFailure.Unavailable, refusal.Failure);
        Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Loyalty:Data", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_OfAProcessThatWasKilled_IsFree()
    {
        var folder = Directory.CreateDirectory(bed.NewFolder()).FullName;
        var held = Path.Combine(folder, "loyalty.lock");
        if (!File.Exists("/usr/bin/flock")) Assert.Skip("no flock(1) here to hold the lock from another process");
        var isHeld = Path.Combine(folder, "held");
        using var other = Process.Start("/usr/bin/flock", [held, "sh", "-c", $"touch '{isHeld}'; sleep 100"]);
        while (!File.Exists(isHeld)) await Task.Delay(5);
        Assert.Throws<StoreException>(() => TestStores.OfSqlite(folder));
        other.Kill(entireProcessTree: true);
        await other.WaitForExitAsync();
        using var store = await OpenSoonAsync(folder);
    }

    [Fact]
    public async Task Database_OpenedByPath_IsAuditedBesideItsServer()
    {
        await using var ledger = await bed.OpenAsync();
        await ledger.IssueAsync(1, 3);
        var folder = Directory.GetDirectories(Path.GetDirectoryName(bed.NewFolder())!)
            .OrderByDescending(Directory.GetCreationTimeUtc)
            .First(path => File.Exists(Path.Combine(path, "loyalty.db")));
        await using var snapshot = await LedgerStores.OpenAsync(folder, default);
        await ledger.IssueAsync(4);
        var report = await Auditor.RunAsync(snapshot, default);
        Assert.Equal((3, 3, true), (report.Cards, report.Entries, report.IsClean));
        await Assert.ThrowsAsync<StoreException>(() => LedgerStores.OpenAsync(folder + "/none.db", default));
    }

    /// <summary>A killed process is gone a moment later than its parent.</summary>
    private static async Task<TestStores> OpenSoonAsync(string folder)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return TestStores.OfSqlite(folder);
            }
            catch (StoreException) when (attempt < 100)
            {
                await Task.Delay(20);
            }
        }
    }
}
