using Loyalty.Ledger;
using Loyalty.Members;
using Loyalty.Members.Encryption;
using Loyalty.Server.Settings;

namespace Loyalty.Server.Hosting;

/// <summary>The members' master keys.</summary>
internal static partial class MembersParts
{
    private const string KeyFileName = "members.key";

    /// <summary>
    /// Adds, behind the ledger, the service that reads the master keys of Loyalty:Members:MasterKeyFile. Without that
    /// setting they are in the data folder, and made there if no member was ever kept.
    /// </summary>
    public static void AddMembers(this WebApplicationBuilder builder, LoyaltySettings settings)
    {
        var isNamed = settings.Members.MasterKeyFile.Length > 0;
        var path = isNamed ? settings.Members.MasterKeyFile : Path.Combine(settings.Data, KeyFileName);
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<MembersOpening>(
            services, new KeyPlace(path, MayMake: !isNamed)));
    }

    private sealed record KeyPlace(string Path, bool MayMake);

    /// <summary>Compares the keys with the database before anything is served; wraps anew beside the calls.</summary>
    private sealed partial class MembersOpening(
        KeyPlace place, IMemberStore store, MemberRegister register, MemberRewrapping rewrapping,
        LedgerEnvironment environment, RandomBytes random, ILogger<MembersOpening> logger)
        : BackgroundService
    {
        private MemberKeys? keys;

        public override async Task StartAsync(CancellationToken cancellationToken)
        {
            keys = await MemberKeys.OpenAsync(
                store, place.Path, place.MayMake, (environment.Time, random), cancellationToken);
            register.Open(keys);
            Log.Opened(logger, keys.Current.Id, keys.All.Count);
            await base.StartAsync(cancellationToken);
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            try
            {
                await rewrapping.RunAsync(keys!, stoppingToken);
            }
            catch (Exception e) when (e is StoreException or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) Log.NotRewrapped(logger, e.Message);
            }
        }

        private static partial class Log
        {
            [LoggerMessage(
                1, LogLevel.Information, "Members are encrypted with the master key {KeyId}, of {Count} known ones")]
            public static partial void Opened(ILogger logger, string keyId, int count);

            [LoggerMessage(
                2, LogLevel.Warning, "Not all members are wrapped with the current master key yet; the next start "
                + "goes on: {Reason}")]
            public static partial void NotRewrapped(ILogger logger, string reason);
        }
    }
}
