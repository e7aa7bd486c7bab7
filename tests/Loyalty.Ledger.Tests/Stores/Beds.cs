using Loyalty.Ledger.Postgres;
using Loyalty.Ledger.Sqlite;
using Loyalty.Testing;
using Microsoft.Data.Sqlite;

namespace Loyalty.Ledger.Tests.Stores;

/// <summary>A folder for each database.</summary>
public sealed class SqliteBed : StoreBed
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("loyalty-sqlite-");
    private int folders;

    public string NewFolder() =>
        Path.Combine(root.FullName, $"{Interlocked.Increment(ref folders)}");

    public override ValueTask DisposeAsync()
    {
        root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override Task<TestLedger> CreateAsync(LedgerOptions options)
    {
        var folder = NewFolder();
        return Task.FromResult(new TestLedger(
            options with { WriteLanes = 1 }, new SqliteStore(folder, TimeProvider.System), null,
            sql => ExecuteAsync(Path.Combine(folder, "loyalty.db"), sql)));
    }

    private static async Task ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>One throw-away server, and a schema for each database.</summary>
public sealed class PostgresBed : StoreBed
{
    private PostgresServer? server;

    public override string? Missing => PostgresServer.Missing;

    public PostgresServer Server => server!;

    public override async ValueTask InitializeAsync()
    {
        if (Missing is null) server = await PostgresServer.StartAsync();
    }

    public override ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task<TestLedger> CreateAsync(LedgerOptions options) =>
        Over(await Server.CreateSchemaAsync(), options);

    /// <summary>A ledger over a schema, not migrated.</summary>
    public static TestLedger Over(string connectionString, LedgerOptions options)
    {
        var open = () => new PostgresStore(connectionString, TimeProvider.System);
        return new TestLedger(
            options, open(), open, sql => PostgresServer.ExecuteAsync(connectionString, sql))
        {
            ConnectionString = connectionString,
        };
    }
}
