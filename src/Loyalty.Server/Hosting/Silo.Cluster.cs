using Loyalty.Server.Settings;
using Orleans.Configuration;

namespace Loyalty.Server.Hosting;

public static partial class Silo
{
    private const int MaxMessageBodyBytes = 1024 * 1024;

    static partial void Join(ISiloBuilder silo, IConfiguration configuration, LoyaltySettings settings)
    {
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxMessageBodySize = MaxMessageBodyBytes);
        silo.Configure<ClientMessagingOptions>(messaging => messaging.MaxMessageBodySize = MaxMessageBodyBytes);
        silo.Configure<LoadSheddingOptions>(shedding => shedding.LoadSheddingEnabled = true);
        silo.UseLocalhostClustering();
    }
}
