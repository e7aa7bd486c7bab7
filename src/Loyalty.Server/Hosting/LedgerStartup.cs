using Loyalty.Grains;
using Loyalty.Ledger;
using Loyalty.Members;
using Loyalty.Server.Settings;

namespace Loyalty.Server.Hosting;

/// <summary>The ledger and the program it registers.</summary>
internal static partial class LedgerStartup
{
    /// <summary>
    /// Brings the database up to date and notes which one it is, before any part of the host is made: the silo's
    /// cluster is named after it.
    /// </summary>
    /// <exception cref="StoreException">The database can't be used.</exception>
    public static Task OpenDatabaseAsync(this WebApplication app) =>
        app.Services.GetRequiredService<ILedgerDatabase>().MigrateAsync(CancellationToken.None);

    /// <summary>
    /// Adds the ledger, the members and, as the first thing to start and the last to stop, the service that opens the
    /// ledger. PostgreSQL if ConnectionStrings:Loyalty is set, else SQLite in Loyalty:Data.
    /// </summary>
    public static void AddLedgerStartup(this WebApplicationBuilder builder, LoyaltySettings settings)
    {
        var ledger = new LedgerSettings
        {
            PostgresConnectionString = builder.Configuration.GetConnectionString(LoyaltySettings.Section),
            DataFolder = settings.Data,
        };
        builder.Services.AddLedger(ledger).AddMembers(ledger);
        builder.Services.AddSingleton(services => new LoyaltyProgram(
            SettingsReader.Rules(settings.Program),
            SettingsReader.Calendar(settings.Program),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<LedgerOpening>();
    }

    /// <summary>Registers the rules before anything is served; drains at the end.</summary>
    private sealed partial class LedgerOpening(
        ILedgerStore store, IDatabaseGuard guard, StoredLedger ledger, LedgerMetrics metrics, LoyaltyProgram program,
        ILogger<LedgerOpening> logger)
        : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            program.Open(await ledger.RegisterRulesAsync(program.Rules));
            Log.Opened(logger, store.GetType().Name, guard.DatabaseId, program.Version.Version);
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await ledger.DrainAsync().WaitAsync(cancellationToken);
            Log.Closed(
                logger, metrics.CountOf(CommitStatus.Committed), metrics.CountOf(CommitStatus.Replayed),
                metrics.CountOf(CommitStatus.VersionConflict), metrics.CountOf(CommitStatus.Unknown));
        }

        private static partial class Log
        {
            [LoggerMessage(
                1, LogLevel.Information,
                "The ledger is ready: {Store}, database {DatabaseId}, rules version {RulesVersion}")]
            public static partial void Opened(ILogger logger, string store, string databaseId, int rulesVersion);

            [LoggerMessage(
                2, LogLevel.Information,
                "The ledger is closed: {Committed} commits, {Replayed} replayed, {VersionConflicts} version conflicts, "
                + "{Unknown} unknown")]
            public static partial void Closed(
                ILogger logger, long committed, long replayed, long versionConflicts, long unknown);
        }
    }
}
