using System.Text.Json;
using Loyalty.Grains.Tills;
using Loyalty.Ledger;
using Loyalty.Server.Settings;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;

namespace Loyalty.Server.Hosting;

public static partial class Silo
{
    private const string Npgsql = "Npgsql";
    private const int MaxMessageBodyBytes = 1024 * 1024;
    private const int MissedSignsOfLife = 3;
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>
    /// One silo by itself on the embedded database; on PostgreSQL the silos of one cluster find each other there, and
    /// keep tills' sessions. Orleans' load shedding stays off: it guards gateways, of which there is none, and where
    /// all silos are busy it places every new activation on the first of them. <see cref="Errors.CallGuard"/> bounds
    /// what comes in.
    /// </summary>
    static partial void Join(
        ISiloBuilder silo, IConfiguration configuration, LoyaltySettings settings, ref bool keepsSessions)
    {
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxMessageBodySize = MaxMessageBodyBytes);
        silo.Configure<ClientMessagingOptions>(messaging => messaging.MaxMessageBodySize = MaxMessageBodyBytes);
        silo.Configure<GrainCollectionOptions>(
            collection => collection.EnableActivationSheddingOnMemoryPressure = true);

        var siloAddress = SettingsReader.Endpoint("Cluster:SiloAddress", settings.Cluster.SiloAddress);
        if (configuration.GetConnectionString(LoyaltySettings.Section) is not { Length: > 0 } connection)
        {
            silo.UseLocalhostClustering(siloAddress.Port, gatewayPort: 0, clusterId: settings.Cluster.ClusterId);
            return;
        }

        silo.Services.AddOptions<ClusterOptions>().Configure<IDatabaseGuard>((cluster, database) =>
            cluster.ClusterId = cluster.ServiceId = ClusterNames.Of(settings.Cluster.ClusterId, database.DatabaseId));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = siloAddress.Address;
            endpoints.SiloPort = siloAddress.Port;
            endpoints.GatewayPort = 0;
        });
        silo.Configure<ClusterMembershipOptions>(membership => Tune(membership, settings.Cluster));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            services => ActivatorUtilities.CreateInstance<LostMembers>(
                services, Few(connection), services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId,
                SignOfLife * MissedSignsOfLife));
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Npgsql;
            clustering.ConnectionString = connection;
        });
        silo.AddAdoNetGrainStorage(TillSessionGrain.Storage, storage =>
        {
            storage.Invariant = Npgsql;
            storage.ConnectionString = Few(connection);
            storage.GrainStorageSerializer = new SessionJson();
        });
        keepsSessions = true;
    }

    /// <summary>
    /// A silo that stops answering is declared dead after some missed probes. One that was killed together with all
    /// others has nobody to miss it: who starts at other addresses waits until its sign of life in the table is stale.
    /// </summary>
    private static void Tune(ClusterMembershipOptions membership, ClusterSettings settings)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(settings.ProbeSeconds);
        membership.NumMissedProbesLimit = settings.MissedProbes;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        membership.IAmAliveTablePublishTimeout = SignOfLife;
        membership.NumMissedTableIAmAliveLimit = MissedSignsOfLife;
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }

    /// <summary>Sessions are written now and then: they need few connections and no patience.</summary>
    private static string Few(string connection) => new NpgsqlConnectionStringBuilder(connection)
    {
        MaxPoolSize = 4, Timeout = 5, CommandTimeout = 5, ApplicationName = "loyalty-sessions",
    }.ConnectionString;

    /// <summary>State as JSON of our own property names, without names of types, which may change.</summary>
    private sealed class SessionJson : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

        public T? Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>();
    }
}
