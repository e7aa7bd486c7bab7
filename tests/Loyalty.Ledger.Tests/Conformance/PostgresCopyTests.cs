using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger.Postgres;
using Loyalty.Ledger.Tests.Stores;
using Loyalty.Ledger.Writing;
using Loyalty.Testing;
using Npgsql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Ledger.Tests.Conformance;

/// <summary>Another database where this process's was: a copy of it, or the same one under a new epoch.</summary>
public sealed class PostgresCopyTests : IAsyncLifetime
{
    private static readonly LedgerOptions Patient = new() { Deadline = TimeSpan.FromSeconds(20) };

    private readonly LogLines<PostgresDatabase> log = new();
    private PostgresServer? server;

    private PostgresDatabases Databases => new(server!);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        server = await PostgresServer.StartAsync();
        if (!server.IsOurs) Assert.Skip("the server is not ours to make databases on");
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task TemplateCopy_InThePlaceOfTheOriginal_IsNeitherReadNorWritten()
    {
        await using var node = await OpenAsync(await Databases.CreateAsync("prod"));
        var (card, quiet) = (await node.IssueAsync(1), await node.IssueAsync(2));
        await Databases.CopyByTemplateAsync("prod", "copy");
        var accrued = await CommittedAsync(node, Samples.Accrue(card, 1));
        var next = Samples.Accrue(accrued.After, 2);

        await Databases.RenameAsync("prod", "original");
        await Databases.RenameAsync("copy", "prod");
        await IsOtherAsync(() => node.Stores.Database.ConfirmAsync(default));
        Assert.Equal(CommitStatus.Unavailable, (await node.CommitAsync(next)).Status);
        Assert.Equal(CommitStatus.Unavailable, (await node.CommitAsync(accrued)).Status);
        Assert.Equal(CommitStatus.Unavailable, (await node.CommitAsync(Samples.Accrue(quiet, 3))).Status);
        await Assert.ThrowsAsync<LedgerException>(() => node.Ledger.LoadAsync(card.CardId));
        await IsOtherAsync(() => node.Store.RegisterRulesAsync(Samples.Rules, default));
        await IsOtherAsync(() => node.Store.OpenSnapshotAsync(default));
        Assert.Equal(2, await CountAsync("prod", "entries"));

        await Databases.RenameAsync("prod", "copy");
        await Databases.RenameAsync("original", "prod");
        Assert.Equal(CommitStatus.Replayed, (await node.CommitAsync(accrued)).Status);
        Assert.Equal(CommitStatus.Committed, (await node.CommitAsync(next)).Status);
        await node.AssertCleanAsync();
        Assert.Equal(["Critical", "Warning"], log.Lines.Select(line => line.Split(':')[0]));
    }

    /// <summary>
    /// A node of a release without the guard sends the expected version, with the name of its database alone.
    /// </summary>
    [Fact]
    public async Task TemplateCopy_ToldThatTheEntryBeforeIsThere_LooksForIt()
    {
        const string selectIncarnation = "SELECT database_incarnation_1()";
        var original = await Databases.CreateAsync("prod");
        await using var node = await OpenAsync(original);
        var card = await node.IssueAsync(1);
        var copy = await Databases.CopyByTemplateAsync("prod", "copy");
        var accrued = await CommittedAsync(node, Samples.Accrue(card, 1));
        var incarnation = await PostgresServer.ScalarAsync<string>(original, selectIncarnation);
        Assert.NotEqual(incarnation, await PostgresServer.ScalarAsync<string>(copy, selectIncarnation));

        await using var connection = new NpgsqlConnection(copy + ";Pooling=false");
        await connection.OpenAsync();
        var next = Samples.Accrue(accrued.After, 2);
        await using var command = WriteBatch.ToCommand([next], BatchCards.Of([next]), (incarnation, [true]));
        command.Connection = connection;
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("LY001", refusal.SqlState);
        Assert.Equal(1, await CountAsync("copy", "entries"));
    }

    [Fact]
    public async Task Dump_RestoredBesideTheOriginal_IsAnotherDatabase()
    {
        if (PostgresServer.Find("pg_dump") is null) Assert.Skip("no pg_dump here");
        await using var node = await OpenAsync(await Databases.CreateAsync("prod"));
        var card = await node.IssueAsync(1);
        await using var other = await OpenAsync(await Databases.CopyByDumpAsync("prod", "copy"));
        await using var again = await OpenAsync(Databases.ConnectionTo("prod"));

        Assert.Equal(IdOf(node), IdOf(again));
        Assert.NotEqual(IdOf(node), IdOf(other));
        Assert.Equal(IdOf(node).Split('/')[^1], IdOf(other).Split('/')[^1]); // the epoch is in the dump
        await CommittedAsync(node, Samples.Accrue(card, 1));
        await CommittedAsync(other, Samples.Accrue(card, 2));
        await node.AssertCleanAsync();
        await other.AssertCleanAsync();
    }

    [Fact]
    public async Task Epoch_RenewedUnderANode_RefusesAllItWrites()
    {
        await using var node = await OpenAsync(await Databases.CreateAsync("prod"));
        var card = await node.IssueAsync(1);
        Assert.Equal(CommitStatus.Committed, await AddStockAsync(node, "before"));

        await node.ExecuteAsync("SELECT epoch_renew_1()");
        Assert.Equal(CommitStatus.Unavailable, (await node.CommitAsync(Samples.Accrue(card, 1))).Status);
        await IsOtherAsync(() => AddStockAsync(node, "after"));
        await IsOtherAsync(() => node.Store.RegisterRulesAsync(Samples.Rules, default));
        await IsOtherAsync(() => node.Stores.Members.RegisterKeyAsync("key", DateTimeOffset.UnixEpoch, default));
        await IsOtherAsync(() => node.Stores.Database.ConfirmAsync(default));
        Assert.Single(log.Lines);
        Assert.Equal(1, await CountAsync("prod", "entries"));

        await using var started = await OpenAsync(node.ConnectionString);
        await CommittedAsync(started, Samples.Accrue(card, 1));
        await started.AssertCleanAsync();
    }

    /// <summary>Either the write is over before the renewal, or it finds the new epoch.</summary>
    [Fact]
    public async Task Epoch_RenewedWhileANodeWrites_IsSeen()
    {
        await using var node = await OpenAsync(await Databases.CreateAsync("prod"));
        var card = await node.IssueAsync(1);
        await using var owner = new NpgsqlConnection(node.ConnectionString + ";Pooling=false");
        await owner.OpenAsync();
        await using (var renewal = await owner.BeginTransactionAsync())
        {
            await using var renew = new NpgsqlCommand("SELECT epoch_renew_1()", owner, renewal);
            await renew.ExecuteNonQueryAsync();
            var outcome = node.CommitAsync(Samples.Accrue(card, 1));
            await WaitsAsync(node.ConnectionString);
            await renewal.CommitAsync();
            Assert.Equal(CommitStatus.Unavailable, (await outcome).Status);
        }

        Assert.Equal(1, await CountAsync("prod", "entries"));
    }

    [Fact]
    public async Task Role_WithoutRights_IsEnough_AndOneThatMayNotAskForTheServerIsTold()
    {
        await Databases.RunAsync("CREATE ROLE engine LOGIN", "CREATE DATABASE prod OWNER engine");
        var connection = Databases.ConnectionTo("prod", "engine");
        await using (var node = await OpenAsync(connection)) await node.IssueAsync(1);

        await PostgresServer.ExecuteAsync(
            Databases.ConnectionTo("prod"), "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
        var refusal = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(connection));
        Assert.Contains("GRANT EXECUTE ON FUNCTION pg_control_system()", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<TestLedger> OpenAsync(string connection)
    {
        var node = PostgresBed.Over(
            connection, Patient, parts => parts.AddSingleton<ILogger<PostgresDatabase>>(log));
        await node.Stores.MigrateAsync();
        return node;
    }

    private static async Task<Commit> CommittedAsync(TestLedger node, Commit commit)
    {
        Assert.Equal(CommitStatus.Committed, (await node.CommitAsync(commit)).Status);
        return commit;
    }

    private static Task<CommitStatus> AddStockAsync(TestLedger node, string request) =>
        node.Stores.Stock.RegisterAsync(
            new StockRange(request, Samples.Number(1), Samples.Number(9), Samples.Till), default);

    /// <summary>The first call may find a session that was ended and not opened anew yet.</summary>
    private static async Task IsOtherAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(call);
        for (var i = 0; refusal.Failure != StoreFailure.OtherDatabase && i < 20; i++)
            refusal = await Assert.ThrowsAsync<StoreException>(call);
        Assert.Equal(StoreFailure.OtherDatabase, refusal.Failure);
    }

    private static string IdOf(TestLedger node) => node.Stores.Database.DatabaseId;

    private Task<long> CountAsync(string database, string table) =>
        PostgresServer.ScalarAsync<long>(Databases.ConnectionTo(database), $"SELECT count(*) FROM {table}");

    private static async Task WaitsAsync(string connection)
    {
        const string waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'epochs'::regclass AND NOT granted";
        while (await PostgresServer.ScalarAsync<long>(connection, waiting) == 0) await Task.Delay(5);
    }
}
