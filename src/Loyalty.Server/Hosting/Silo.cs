using Loyalty.Grains.Cards;
using Loyalty.Grains.Tills;
using Loyalty.Ledger;
using Loyalty.Server.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;

namespace Loyalty.Server.Hosting;

/// <summary>The silo that hosts the grains, with the defaults that must not stay.</summary>
internal static class Silo
{
    /// <summary>Calls that may wait for one card.</summary>
    private const int MaxCallsPerCard = 512;

    private const int MaxMessageBodyBytes = 1024 * 1024;

    /// <summary>
    /// Whose exceptions may come from another silo as what they are, besides Orleans' and .NET's own; of others the
    /// caller hears that there is no codec. Grains turn those that they expect into answers.
    /// </summary>
    private static readonly string[] s_exceptions = ["Loyalty", "Npgsql"];

    /// <summary>
    /// Adds the silo: one by itself on SQLite, or a member of the cluster that PostgreSQL keeps. Orleans' load shedding
    /// stays off: it guards gateways, of which there is none, and where all silos are busy it places every new
    /// activation on the first of them. <see cref="Errors.CallInterceptor"/> bounds what comes in.
    /// </summary>
    public static void AddSilo(this WebApplicationBuilder builder, LoyaltySettings settings)
    {
        builder.Services.AddSingleton<CardCache>();
        builder.Services.AddSingleton(services => new CardDirectory(services.GetRequiredService<ILedger>()));
        var connection = builder.Configuration.GetConnectionString(LoyaltySettings.Section);
        var address = SettingsReader.Endpoint("Cluster:SiloAddress", settings.Cluster.SiloAddress);
        if (connection is { Length: > 0 }) builder.Services.AddJoining(connection, address);
        builder.UseOrleans(silo =>
        {
            if (Telemetry.IsExported(builder.Configuration)) silo.AddActivityPropagation();
            silo.Configure<SiloOptions>(options => options.SiloName = NetworkScope.SiloName);
            silo.Configure<SiloMessagingOptions>(messaging =>
            {
                messaging.MaxMessageBodySize = MaxMessageBodyBytes;
                messaging.MaxEnqueuedRequestsHardLimit = MaxCallsPerCard;
                messaging.ResponseTimeout = TimeSpan.FromSeconds(15);
            });
            silo.Configure<ClientMessagingOptions>(messaging => messaging.MaxMessageBodySize = MaxMessageBodyBytes);
            silo.Configure<GrainCollectionOptions>(collection =>
            {
                collection.CollectionQuantum = TimeSpan.FromMinutes(1);
                collection.EnableActivationSheddingOnMemoryPressure = true;
            });
            silo.Configure<ExceptionSerializationOptions>(exceptions =>
            {
                foreach (var ours in s_exceptions) exceptions.SupportedNamespacePrefixes.Add(ours);
            });
            silo.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, FatalErrors>());
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
                services => services.GetRequiredService<PortGuard>());
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloChanges>();
            if (connection is { Length: > 0 })
            {
                silo.UsePostgres(connection, settings.Cluster, address);
                return;
            }

            silo.UseLocalhostClustering(address.Port, gatewayPort: 0, clusterId: settings.Cluster.ClusterId);
            silo.Services.AddGrainStorage(TillSessionGrain.Storage, (services, _) =>
                new EmbeddedStates(services.GetRequiredService<IStateStore>()));
        });
    }
}
