using Loyalty.Ledger.Tests.Stores;
using Loyalty.Members;
using Loyalty.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Ledger.Tests;

/// <summary>The ledger as a host composes it.</summary>
public sealed class LedgerServicesTests(SqliteBed bed) : IClassFixture<SqliteBed>
{
    [Fact]
    public async Task AddLedger_WithAFolder_ServesSqlite()
    {
        var folder = bed.NewFolder();
        await using (var services = Compose(new LedgerSettings { DataFolder = folder })) await UseAsync(services);
        await using var again = Compose(new LedgerSettings { DataFolder = folder });
        Assert.NotNull(await again.GetRequiredService<ILedger>().LoadAsync(Samples.CardId(1)));
    }

    [Fact]
    public async Task AddLedger_WithAConnectionString_ServesPostgres()
    {
        if (PostgresServer.Missing is { } reason) Assert.Skip(reason);
        await using var server = await PostgresServer.StartAsync();
        var settings = new LedgerSettings { PostgresConnectionString = await server.CreateSchemaAsync() };
        await using var services = Compose(settings);
        await UseAsync(services);
        await using var snapshot = await LedgerStores.OpenAsync(settings.PostgresConnectionString, default);
        Assert.Equal(1, (await Audit.Auditor.RunAsync(snapshot, default)).Cards);
    }

    [Fact]
    public async Task Load_WithoutADatabase_ThrowsWithinTheDeadline()
    {
        await using var services = Compose(new LedgerSettings
        {
            PostgresConnectionString = "Host=127.0.0.1;Port=1;Username=nobody",
            Options = new LedgerOptions { Deadline = TimeSpan.FromMilliseconds(200) },
        });
        var ledger = services.GetRequiredService<ILedger>();
        await Assert.ThrowsAsync<LedgerException>(() => ledger.LoadAsync(Samples.CardId(1)));
        await Assert.ThrowsAsync<LedgerException>(() => ledger.RegisterRulesAsync(Samples.Rules));
        Assert.Equal(CommitStatus.Unavailable, (await ledger.CommitAsync(Samples.Issue(1))).Status);
    }

    private static ServiceProvider Compose(LedgerSettings settings) =>
        new ServiceCollection().AddLogging().AddLedger(settings).AddMembers(settings).BuildServiceProvider();

    private static async Task UseAsync(ServiceProvider services)
    {
        await services.GetRequiredService<ILedgerDatabase>().MigrateAsync(default);
        var ledger = services.GetRequiredService<ILedger>();
        Assert.Equal(CommitStatus.Committed, (await ledger.CommitAsync(Samples.Issue(1))).Status);
        await services.GetRequiredService<StoredLedger>().DrainAsync();
    }
}
