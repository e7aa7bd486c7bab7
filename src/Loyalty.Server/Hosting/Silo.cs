using Loyalty.Grains.Cards;
using Loyalty.Grains.Tills;
using Loyalty.Ledger;
using Loyalty.Server.Settings;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;

namespace Loyalty.Server.Hosting;

/// <summary>The silo that hosts the grains, with the defaults that must not stay.</summary>
public static partial class Silo
{
    /// <summary>Calls that may wait for one card.</summary>
    private const int MaxCallsPerCard = 512;

    /// <summary>
    /// Whose exceptions may come from another silo as what they are, besides Orleans' and .NET's own; of others the
    /// caller hears that there is no codec. Grains turn those that they expect into answers.
    /// </summary>
    private static readonly string[] s_exceptions = ["Loyalty", "Npgsql"];

    public static void AddSilo(this WebApplicationBuilder builder, LoyaltySettings settings)
    {
        builder.Services.AddSingleton<CardMemory>();
        builder.Services.AddSingleton(services => new CardDirectory(services.GetRequiredService<ILedger>()));
        builder.UseOrleans(silo =>
        {
            silo.Configure<SiloMessagingOptions>(messaging =>
            {
                messaging.MaxEnqueuedRequestsHardLimit = MaxCallsPerCard;
                messaging.ResponseTimeout = TimeSpan.FromSeconds(15);
            });
            silo.Configure<GrainCollectionOptions>(collection =>
                collection.CollectionQuantum = TimeSpan.FromMinutes(1));
            silo.Configure<ExceptionSerializationOptions>(exceptions =>
            {
                foreach (var ours in s_exceptions) exceptions.SupportedNamespacePrefixes.Add(ours);
            });
            var keepsSessions = false;
            Join(silo, builder.Configuration, settings, ref keepsSessions);
            if (!keepsSessions) silo.AddMemoryGrainStorage(TillSessionGrain.Storage);
        });
    }

    /// <summary>
    /// How the silo finds others, and where they keep tills' sessions; in the Solo edition there are none, and a
    /// restart forgets the sessions.
    /// </summary>
    static partial void Join(
        ISiloBuilder silo, IConfiguration configuration, LoyaltySettings settings, ref bool keepsSessions);
}
