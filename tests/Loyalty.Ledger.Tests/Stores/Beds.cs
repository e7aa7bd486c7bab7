using Loyalty.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Loyalty.Ledger.Tests.Stores;

/// <summary>A folder for each database.</summary>
public sealed class SqliteBed : StoreBed
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("loyalty-sqlite-");
    private int folders;

    public override string Unlock => string.Concat(
        from table in new[] { "entries", "unique_keys", "allocations" }
        from verb in new[] { "update", "delete" }
        select $"DROP TRIGGER IF EXISTS {table}_keep_{verb};");

    public override string Tables => "SELECT name FROM sqlite_schema WHERE type = 'table'";

    public override string DropKey(string table) =>
        $"CREATE TABLE copy AS SELECT * FROM {table}; DROP TABLE {table}; ALTER TABLE copy RENAME TO {table};";

    public override string ColumnsOf(string table) =>
        $"SELECT name || ' ' || lower(type) FROM pragma_table_info('{table}')";

    public override string Hex(string column, string table) => $"SELECT lower(hex({column})) FROM {table}";

    public override string Literal(ReadOnlySpan<byte> bytes) => $"x'{Convert.ToHexString(bytes)}'";

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
            options with { WriteLanes = 2 }, TestStores.OfSqlite(folder), null,
            sql => ExecuteAsync(Path.Combine(folder, "loyalty.db"), sql)));
    }

    private static async Task<List<string>> ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ReadTextsAsync();
    }
}

/// <summary>One throw-away server, and a schema for each database.</summary>
public sealed class PostgresBed : StoreBed
{
    private PostgresServer? server;

    public override string? Missing => PostgresServer.Missing;

    public override string Unlock => "SET session_replication_role = replica;";

    public override string Tables =>
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()";

    public override string DropKey(string table) => $"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey;";

    public override string ColumnsOf(string table) =>
        "SELECT column_name || ' ' || data_type FROM information_schema.columns "
        + $"WHERE table_schema = current_schema() AND table_name = '{table}'";

    public override string Hex(string column, string table) => $"SELECT encode({column}, 'hex') FROM {table}";

    public override string Literal(ReadOnlySpan<byte> bytes) => $"'\\x{Convert.ToHexString(bytes)}'";

    public PostgresServer Server => server!;

    public override async ValueTask InitializeAsync()
    {
        if (Missing is null) server = await PostgresServer.StartAsync();
    }

    public override ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task<TestLedger> CreateAsync(LedgerOptions options) =>
        Over(await Server.CreateSchemaAsync(), options);

    /// <summary>A ledger over a schema, not migrated.</summary>
    public static TestLedger Over(
        string connectionString, LedgerOptions options, Action<IServiceCollection>? exchange = null)
    {
        var open = () => TestStores.OfPostgres(connectionString, exchange);
        return new TestLedger(
            options, open(), open, sql => ExecuteAsync(connectionString, sql))
        {
            ConnectionString = connectionString,
        };
    }

    private static async Task<List<string>> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ReadTextsAsync();
    }
}
