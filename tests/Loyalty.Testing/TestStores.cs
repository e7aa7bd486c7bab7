using Loyalty.Ledger;
using Loyalty.Members;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Testing;

/// <summary>All stores of one database, composed as the server composes them; no ledger stands above them.</summary>
public sealed class TestStores : IDisposable
{
    private readonly ServiceProvider services;

    private TestStores(LedgerSettings settings, Action<IServiceCollection>? exchange)
    {
        var parts = new ServiceCollection()
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddLedger(settings).AddMembers(settings);
        exchange?.Invoke(parts);
        services = parts.BuildServiceProvider();
        Database = services.GetRequiredService<ILedgerDatabase>();
    }

    public ILedgerDatabase Database { get; }

    public ILedgerStore Ledger => services.GetRequiredService<ILedgerStore>();

    public IStockRegister Stock => services.GetRequiredService<IStockRegister>();

    public IMemberStore Members => services.GetRequiredService<IMemberStore>();

    public IExportStore Export => services.GetRequiredService<IExportStore>();

    /// <summary>Takes hold of a folder.</summary>
    /// <exception cref="StoreException">Another process, or another of these, holds it.</exception>
    public static TestStores OfSqlite(string folder, Action<IServiceCollection>? exchange = null) =>
        new(new LedgerSettings { DataFolder = folder }, exchange);

    public static TestStores OfPostgres(string connectionString, Action<IServiceCollection>? exchange = null) =>
        new(new LedgerSettings { PostgresConnectionString = connectionString }, exchange);

    /// <summary>Brings the schema up to date.</summary>
    public Task MigrateAsync() => Database.MigrateAsync(CancellationToken.None);

    public void Dispose() => services.Dispose();
}
