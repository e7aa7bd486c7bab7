using System.Security.Cryptography;
using Loyalty.Ledger.Members;
using Loyalty.Ledger.Members.Encryption;
using Loyalty.Ledger.Postgres;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Sqlite;
using Loyalty.Ledger.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Ledger;

/// <summary>Which database holds the ledger.</summary>
public sealed record LedgerSettings
{
    /// <summary>PostgreSQL 14 or newer; null or empty means SQLite in <see cref="DataFolder"/>.</summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>Where the SQLite database lives; made if it isn't there.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>Bounds; null for those that suit the database.</summary>
    public LedgerOptions? Options { get; init; }

    public bool IsPostgres => !string.IsNullOrWhiteSpace(PostgresConnectionString);

    internal LedgerOptions OptionsOrDefault =>
        Options ?? (IsPostgres ? new LedgerOptions() : new LedgerOptions { WriteLanes = 2, ReadLanes = 1 });
}

/// <summary>
/// Adds the ledger and the members to a host. The database is migrated by whoever calls
/// <see cref="ILedgerStore.MigrateAsync"/>.
/// </summary>
public static class LedgerServices
{
    public static IServiceCollection AddLedger(this IServiceCollection services, LedgerSettings settings) => services
        .AddSingleton(settings.OptionsOrDefault)
        .AddSingleton(LedgerEnvironment.Production)
        .AddSingleton<LedgerMetrics>()
        .AddSingleton<ILedgerStore>(provider => settings.IsPostgres
            ? new PostgresStore(
                settings.PostgresConnectionString!, provider.GetRequiredService<LedgerEnvironment>().Time,
                provider.GetService<ILogger<PostgresStore>>())
            : new SqliteStore(
                settings.DataFolder, provider.GetRequiredService<LedgerEnvironment>().Time,
                provider.GetService<ILogger<SqliteStore>>()))
        .AddSingleton<IStockRegister>(provider => (IStockRegister)provider.GetRequiredService<ILedgerStore>())
        .AddSingleton(provider => (IDatabaseGuard)provider.GetRequiredService<ILedgerStore>())
        .AddSingleton(provider => (IMemberStore)provider.GetRequiredService<ILedgerStore>())
        .AddSingleton(provider => (IExportStore)provider.GetRequiredService<ILedgerStore>())
        .AddSingleton<RandomBytes>(RandomNumberGenerator.Fill)
        .AddSingleton<MemberRegister>()
        .AddSingleton<MemberRewrapping>()
        .AddSingleton<LedgerReader>()
        .AddSingleton<LedgerWriter>()
        .AddSingleton<StoredLedger>()
        .AddSingleton<ILedger>(provider => provider.GetRequiredService<StoredLedger>());
}
