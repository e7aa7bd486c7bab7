using Loyalty.Ledger.Tests.Stores;
using Loyalty.Ledger.Writing;
using Loyalty.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Ledger.Tests.Conformance;

/// <summary>The log is copied into the file long before its end.</summary>
public sealed class SqliteCheckpointTests(SqliteBed bed) : IClassFixture<SqliteBed>
{
    private const int Cards = 4_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Log_OfAFewThousandCommits_IsInTheFileSoon()
    {
        var folder = bed.NewFolder();
        using var stores = TestStores.OfSqlite(folder);
        await stores.MigrateAsync();
        using var metrics = new LedgerMetrics();
        var writer = new LedgerWriter(
            stores.Ledger, new LedgerOptions { Deadline = Patience }, LedgerEnvironment.Production, metrics,
            NullLogger<LedgerWriter>.Instance);
        var outcomes = await Task.WhenAll(
            Enumerable.Range(1, Cards).Select(card => writer.CommitAsync(Samples.Issue(card))));
        Assert.All(outcomes, outcome => Assert.Equal(CommitStatus.Committed, outcome.Status));

        var database = new FileInfo(Path.Combine(folder, "loyalty.db"));
        const long least = 1_000_000; // bytes of about three million; by the writer alone they come much later
        using var patience = new CancellationTokenSource(Patience);
        while (database.Length < least)
        {
            await Task.Delay(20, patience.Token);
            database.Refresh();
        }
    }
}
