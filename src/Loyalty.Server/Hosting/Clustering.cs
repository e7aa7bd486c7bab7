using System.Net;
using System.Text.Json;
using Loyalty.Grains.Tills;
using Loyalty.Ledger;
using Loyalty.Server.Settings;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;

namespace Loyalty.Server.Hosting;

/// <summary>How the silos of one PostgreSQL find each other there, and keep tills' sessions.</summary>
internal static class Clustering
{
    private const string Npgsql = "Npgsql";
    private const int MissedSignsOfLife = 3;
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>Adds what a silo on PostgreSQL checks before it joins: its clock, then its address.</summary>
    public static void AddJoining(this IServiceCollection services, string connection, IPEndPoint address)
    {
        services.AddSingleton<IReferenceClock>(new PostgresClock(Few(connection)));
        services.AddHostedService(provider => provider.GetRequiredService<ClockCheck>());
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<AddressCheck>(
            provider, Few(connection), address, SignOfLife * MissedSignsOfLife));
    }

    public static void UsePostgres(
        this ISiloBuilder silo, string connection, ClusterSettings settings, IPEndPoint address)
    {
        silo.Services.AddOptions<ClusterOptions>().Configure<IDatabaseGuard>((cluster, database) =>
            cluster.ClusterId = cluster.ServiceId = ClusterNames.Of(settings.ClusterId, database.DatabaseId));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = address.Address;
            endpoints.SiloPort = address.Port;
            endpoints.GatewayPort = 0;
        });
        silo.Configure<ClusterMembershipOptions>(membership => Tune(membership, settings));
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Npgsql;
            clustering.ConnectionString = Few(connection, "loyalty-membership"); // never waits for sessions' states
        });
        silo.AddAdoNetGrainStorage(TillSessionGrain.Storage, storage =>
        {
            storage.Invariant = Npgsql;
            storage.ConnectionString = Few(connection);
            storage.GrainStorageSerializer = new SessionJson();
        });
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

    /// <summary>
    /// Limits the pool of a rarely used connection string: few connections, and short time-outs, so that a line that
    /// went silent doesn't hold a start for the 30 s that are the driver's default.
    /// </summary>
    private static string Few(string connection, string name = "loyalty-silo")
    {
        var few = new NpgsqlConnectionStringBuilder(connection)
        {
            MaxPoolSize = 4, Timeout = 5, CommandTimeout = 5, ApplicationName = name,
        };
        return few.ConnectionString;
    }

    /// <summary>State as JSON of our own property names, without names of types, which may change.</summary>
    private sealed class SessionJson : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

        public T? Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>();
    }
}
