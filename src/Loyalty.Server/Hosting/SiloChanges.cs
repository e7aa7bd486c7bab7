using Orleans.Runtime;

namespace Loyalty.Server.Hosting;

/// <summary>Logs one line for each silo that joins, leaves or is declared dead, in place of Orleans' many.</summary>
internal sealed partial class SiloChanges(ISiloStatusOracle silos, ILogger<SiloChanges> logger)
    : ISiloStatusListener, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Silos that were seen alive: rows of silos long dead are no news. One notification at a time.</summary>
    private readonly HashSet<SiloAddress> alive = [];

    public void Participate(ISiloLifecycle lifecycle) => silos.SubscribeToSiloStatusEvents(this);

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        var isNews = status switch
        {
            SiloStatus.Active => alive.Add(updatedSilo),
            SiloStatus.ShuttingDown => alive.Contains(updatedSilo),
            SiloStatus.Dead => alive.Remove(updatedSilo),
            _ => false,
        };
        if (isNews) Log.Changed(logger, updatedSilo, status);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Silo {Silo} is {Status}")]
        public static partial void Changed(ILogger logger, SiloAddress silo, SiloStatus status);
    }
}
