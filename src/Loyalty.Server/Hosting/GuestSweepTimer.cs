using Loyalty.Application.Cards;
using Loyalty.Ledger;

namespace Loyalty.Server.Hosting;

/// <summary>Runs the sweep that closes guest cards, once a minute, for as long as the server runs.</summary>
internal sealed partial class GuestSweepTimer(
    GuestSweep sweep, LedgerEnvironment environment, ILogger<GuestSweepTimer> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var swept = await sweep.RunAsync(stoppingToken);
                if (swept.Closed > 0) Log.Closed(logger, swept.Closed);
                await Task.Delay(Pause, environment.Time, stoppingToken);
            }
            catch (StoreException e)
            {
                Log.NotAsked(logger, e.Message);
                await Task.Delay(Pause, environment.Time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Closed} guest cards that nobody claimed are closed")]
        public static partial void Closed(ILogger logger, int closed);

        [LoggerMessage(2, LogLevel.Warning, "Guest cards can't be looked for just now: {Reason}")]
        public static partial void NotAsked(ILogger logger, string reason);
    }
}
