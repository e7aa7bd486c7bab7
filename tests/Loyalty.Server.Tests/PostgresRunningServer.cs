using Loyalty.Testing;

namespace Loyalty.Server.Tests;

/// <summary>The same server on a throw-away PostgreSQL.</summary>
public sealed class PostgresRunningServer : RunningServer
{
    private PostgresServer? database;

    public override string? Missing => PostgresServer.Missing;

    public override async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        database = await PostgresServer.StartAsync();
        await StartAsync("--ConnectionStrings:Loyalty", await database.CreateSchemaAsync());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }
}
