using Loyalty.Domain.Cards;
using Loyalty.Ledger.Postgres;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Loyalty.Ledger.Tests.Schema.TestMigrations;

namespace Loyalty.Ledger.Tests.Schema;

/// <summary>A newer release brings its migrations while servers of this one run, or are started again.</summary>
public sealed class UpgradeTests(PostgresBed postgres, SqliteBed sqlite)
    : IClassFixture<PostgresBed>, IClassFixture<SqliteBed>
{
    private const int Cards = 12;
    private const int ReceiptsPerCard = 40;

    private static readonly LedgerOptions s_options = new() { Deadline = TimeSpan.FromSeconds(20) };

    private readonly LogLines<PostgresDatabase> log = new();

    [Fact]
    public async Task Nodes_UnderWhichADatabaseIsExpanded_CommitAllAndLoseNothing()
    {
        await using var node = await postgres.OpenAsync();
        var other = node.AnotherNode();
        var cards = await node.IssueAsync(1, Cards);
        using var newer = TestStores.OfPostgres(node.ConnectionString, Knowing(Expand));

        var begun = new TaskCompletionSource();
        var load = Task.WhenAll(cards.Select(
            (card, i) => AccrueAsync(i % 2 == 0 ? node : other, card, i * ReceiptsPerCard, begun)));
        await begun.Task;
        await newer.MigrateAsync();
        Assert.False(load.IsCompleted, "The database was expanded after the load.");
        var balances = (await load).Select(card => card.Balance);

        Assert.Equal(Enumerable.Repeat(10L * ReceiptsPerCard, Cards), balances);
        Assert.Equal(Cards * (ReceiptsPerCard + 1), (await node.AuditAsync()).Entries);
        await node.AssertCleanAsync();
    }

    [Fact]
    public async Task Node_StartedOnADatabaseThatWasExpanded_RunsAndSaysSo()
    {
        if (postgres.Missing is { } reason) Assert.Skip(reason);
        var connection = await MigratedAsync(Knowing(Expand));
        await using var old = PostgresBed.Over(
            connection, s_options, parts => parts.AddSingleton<ILogger<PostgresDatabase>>(log));
        await old.Stores.MigrateAsync();
        await old.IssueAsync(1);
        Assert.Contains(log.Lines, line => line.Contains($"has the migration {Expand}", StringComparison.Ordinal));
        await old.AssertCleanAsync();
    }

    [Fact]
    public async Task Node_StartedOnADatabaseThatNeedsANewerOne_RefusesInOneLine()
    {
        if (postgres.Missing is { } reason) Assert.Skip(reason);
        var connection = await MigratedAsync(Knowing(Expand, Contract));
        using (var knowing = TestStores.OfPostgres(connection, Knowing(Expand))) await knowing.MigrateAsync();
        using var old = TestStores.OfPostgres(connection);
        await RefusesAsync(old, $"has the migration {Contract}, and this server knows migrations up to 0001_baseline");
    }

    [Fact]
    public async Task Folder_ThatNeedsANewerServer_IsRefusedInOneLine()
    {
        var folder = sqlite.NewFolder();
        using (var newer = TestStores.OfSqlite(folder, Knowing(Expand, Contract))) await newer.MigrateAsync();
        using (var knowing = TestStores.OfSqlite(folder, Knowing(Expand))) await knowing.MigrateAsync();
        using var old = TestStores.OfSqlite(folder);
        await RefusesAsync(old, "Start a newer server.");
    }

    [Fact]
    public async Task Database_OfABuildBeforeTheFirstRelease_IsRefusedInOneLine()
    {
        if (postgres.Missing is { } reason) Assert.Skip(reason);
        var connection = await postgres.Server.CreateSchemaAsync();
        await PostgresServer.ExecuteAsync(connection, """
            CREATE TABLE schema_migrations (number integer PRIMARY KEY, name text NOT NULL, time timestamptz NOT NULL);
            INSERT INTO schema_migrations VALUES (1, 'ledger', now())
            """);
        using var stores = TestStores.OfPostgres(connection);
        await RefusesAsync(stores, "before the first release");
    }

    private async Task<string> MigratedAsync(Action<IServiceCollection> build)
    {
        var connection = await postgres.Server.CreateSchemaAsync();
        using var stores = TestStores.OfPostgres(connection, build);
        await stores.MigrateAsync();
        return connection;
    }

    private static async Task<CardState> AccrueAsync(
        TestLedger node, CardState card, int receipts, TaskCompletionSource begun)
    {
        for (var receipt = 1; receipt <= ReceiptsPerCard; receipt++)
        {
            var commit = Samples.Accrue(card, receipts + receipt);
            Assert.Equal(CommitStatus.Committed, (await node.CommitAsync(commit)).Status);
            card = commit.After;
            begun.TrySetResult();
        }

        return card;
    }

    private static async Task RefusesAsync(TestStores stores, string message)
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(stores.MigrateAsync);
        Assert.Equal(StoreFailure.Unavailable, refusal.Failure);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
