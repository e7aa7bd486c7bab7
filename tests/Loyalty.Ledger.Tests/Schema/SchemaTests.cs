using Loyalty.Ledger.Tests.Stores;

namespace Loyalty.Ledger.Tests.Schema;

/// <summary>The migrations make the database that schema.sql shows.</summary>
public sealed class SchemaTests(SqliteBed sqlite, PostgresBed postgres)
    : IClassFixture<SqliteBed>, IClassFixture<PostgresBed>
{
    [Fact]
    public async Task Sqlite_AfterAllMigrations_IsAsItsSchemaFilesShow()
    {
        await using var ledger = await sqlite.OpenAsync();
        SchemaFile.Check("Sqlite", await SqliteSchema.ReadAsync(ledger));
    }

    [Fact]
    public async Task Postgres_AfterAllMigrations_IsAsItsSchemaFilesShow()
    {
        await using var ledger = await postgres.OpenAsync();
        SchemaFile.Check("Postgres", await PostgresSchema.ReadAsync(ledger));
    }
}
