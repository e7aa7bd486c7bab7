using Loyalty.Ledger.Postgres;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Sqlite;
using Loyalty.Ledger.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Ledger;

/// <summary>
/// Adds the ledger to a host. The database is migrated by whoever calls <see cref="ILedgerDatabase.MigrateAsync"/>.
/// </summary>
public static class LedgerServices
{
    public static IServiceCollection AddLedger(this IServiceCollection services, LedgerSettings settings) => services
        .AddDatabase(settings)
        .AddSingleton(MigrationSource.Of(typeof(LedgerServices).Assembly))
        .AddSingleton<IDatabaseGuard>(provider => provider.GetRequiredService<ILedgerDatabase>())
        .AddSingleton(settings.OptionsOrDefault)
        .AddSingleton(LedgerEnvironment.Production)
        .AddSingleton<LedgerMetrics>()
        .AddSingleton<LedgerReader>()
        .AddSingleton<LedgerWriter>()
        .AddSingleton<StoredLedger>()
        .AddSingleton<ILedger>(provider => provider.GetRequiredService<StoredLedger>());

    private static IServiceCollection AddDatabase(this IServiceCollection services, LedgerSettings settings) =>
        settings.IsPostgres
            ? services
                .AddSingleton(provider => ActivatorUtilities.CreateInstance<PostgresDatabase>(
                    provider, settings.PostgresConnectionString!, provider.TimeOfLedger()))
                .AddSingleton<ILedgerDatabase>(provider => provider.GetRequiredService<PostgresDatabase>())
                .AddSingleton<ILedgerStore, PostgresStore>()
                .AddSingleton<IStockRegister, PostgresStock>()
            : services
                .AddSingleton(provider => ActivatorUtilities.CreateInstance<SqliteDatabase>(
                    provider, settings.DataFolder, provider.TimeOfLedger()))
                .AddSingleton<ILedgerDatabase>(provider => provider.GetRequiredService<SqliteDatabase>())
                .AddSingleton<ILedgerStore, SqliteStore>()
                .AddSingleton<IStockRegister, SqliteStock>()
                .AddSingleton<IStateStore, SqliteStates>();

    private static TimeProvider TimeOfLedger(this IServiceProvider provider) =>
        provider.GetRequiredService<LedgerEnvironment>().Time;
}
