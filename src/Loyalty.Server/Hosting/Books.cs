using Loyalty.Grains;
using Loyalty.Ledger;
using Loyalty.Server.Settings;

namespace Loyalty.Server.Hosting;

/// <summary>The ledger and the programme it registers.</summary>
public static partial class Books
{
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

    /// <summary>Migrates the database and registers the rules before anything is served; drains at the end.</summary>
    private sealed partial class Opening(
        ILedgerStore store, StoredLedger ledger, Programme programme, ILogger<Opening> logger) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await store.MigrateAsync(cancellationToken);
            programme.Open(await ledger.RegisterRulesAsync(programme.Rules));
            Log.Opened(logger, store.GetType().Name, programme.Version.Version);
        }

        public Task StopAsync(CancellationToken cancellationToken) => ledger.DrainAsync().WaitAsync(cancellationToken);

        private static partial class Log
        {
            [LoggerMessage(1, LogLevel.Information, "The books are open: {Store}, rules version {RulesVersion}")]
            public static partial void Opened(ILogger logger, string store, int rulesVersion);
        }
    }
}
