using Loyalty.Grains;
using Loyalty.Ledger;
using Loyalty.Server.Settings;

namespace Loyalty.Server.Hosting;

/// <summary>The ledger and the programme it registers.</summary>
public static partial class Books
{
    /// <summary>
    /// Brings the database up to date and notes which one it is, before any part of the host is made: the silo's
    /// cluster is named after it.
    /// </summary>
    /// <exception cref="StoreException">The database can't be used.</exception>
    public static Task OpenDatabaseAsync(this WebApplication app) =>
        app.Services.GetRequiredService<ILedgerStore>().MigrateAsync(CancellationToken.None);

    /// <summary>
    /// Adds the ledger and, as the first thing to start and the last to stop, the service that opens it. PostgreSQL if
    /// ConnectionStrings:Loyalty is set, else SQLite in Loyalty:Data.
    /// </summary>
    public static void AddBooks(this WebApplicationBuilder builder, LoyaltySettings settings)
    {
        builder.Services.AddLedger(new LedgerSettings
        {
            PostgresConnectionString = builder.Configuration.GetConnectionString(LoyaltySettings.Section),
            DataFolder = settings.Data,
        });
        builder.Services.AddSingleton(services => new Programme(
            SettingsReader.Rules(settings.Program),
            SettingsReader.Calendar(settings.Program),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<Opening>();
    }

    /// <summary>Registers the rules before anything is served; drains at the end.</summary>
    private sealed partial class Opening(
        ILedgerStore store, IDatabaseGuard guard, StoredLedger ledger, LedgerMetrics metrics, Programme programme,
        ILogger<Opening> logger)
        : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            programme.Open(await ledger.RegisterRulesAsync(programme.Rules));
            Log.Opened(logger, store.GetType().Name, guard.DatabaseId, programme.Version.Version);
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await ledger.DrainAsync().WaitAsync(cancellationToken);
            Log.Closed(
                logger, metrics.CountOf(Verdict.Committed), metrics.CountOf(Verdict.Replayed),
                metrics.CountOf(Verdict.Fenced), metrics.CountOf(Verdict.Unknown));
        }

        private static partial class Log
        {
            [LoggerMessage(
                1, LogLevel.Information,
                "The books are open: {Store}, database {DatabaseId}, rules version {RulesVersion}")]
            public static partial void Opened(ILogger logger, string store, string databaseId, int rulesVersion);

            [LoggerMessage(
                2, LogLevel.Information,
                "The books are closed: {Committed} commits, {Replayed} replayed, {Fenced} fenced, {Unknown} unknown")]
            public static partial void Closed(
                ILogger logger, long committed, long replayed, long fenced, long unknown);
        }
    }
}
