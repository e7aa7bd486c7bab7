using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Closes the guest cards of days that are over, each through its grain. Any number of nodes may do it at once: a card
/// is closed once, whoever asks. What fails is there to be found the next time.
/// </summary>
public sealed partial class GuestSweep(
    ILedgerStore store, IGrainFactory grains, LoyaltyProgram program, LedgerEnvironment environment,
    ILogger<GuestSweep> logger) : BackgroundService
{
    private const int BatchSize = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private static readonly Caller Sweep = new(CallerKind.BackOffice, "guest-sweep", "", "", "");

    /// <summary>Closes what is due now.</summary>
    /// <returns>Guest cards that this call closed.</returns>
    /// <exception cref="StoreException">The database could not be asked for them.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (after, before) = (ExclusiveSlots.FirstGuest, ExclusiveSlots.GuestsBefore(program.Today));
        var closed = 0;
        while (true)
        {
            var open = await store.FindSlotsAsync(after, before, BatchSize, cancellationToken);
            foreach (var guest in open)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await CloseAsync(guest.CardId)) closed++;
            }

            if (open.Count < BatchSize) return closed;
            after = open[^1].Key;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var closed = await RunAsync(stoppingToken);
                if (closed > 0) Log.Closed(logger, closed);
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

    /// <summary>Whether this call closed it. Somebody else may have, or it may have failed: then it stays for later.
    /// </summary>
    private async Task<bool> CloseAsync(CardId cardId)
    {
        try
        {
            var answer = await grains.GetGrain<ICardGrain>(cardId.Value).ExecuteAsync(new CloseGuestCard(), Sweep);
            if (answer.Refused is { Reason: not Refusal.CardCancelled } refused)
                Log.NotClosed(logger, cardId, $"{refused.Reason}");
            return answer is { Refused: null, Replayed: false };
        }
        catch (Exception e) when (RuntimeErrors.RefusalOf(e) is not null)
        {
            Log.NotClosed(logger, cardId, e.Message);
            return false;
        }
#pragma warning disable CA1031 // a card that breaks must neither keep the others open nor end the server
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.Broke(logger, cardId, e);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Closed} guest cards that nobody claimed are closed")]
        public static partial void Closed(ILogger logger, int closed);

        [LoggerMessage(2, LogLevel.Warning, "Guest cards can't be looked for just now: {Reason}")]
        public static partial void NotAsked(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Guest card {CardId} can't be closed just now: {Reason}")]
        public static partial void NotClosed(ILogger logger, CardId cardId, string reason);

        [LoggerMessage(4, LogLevel.Error, "Guest card {CardId} broke when it was to be closed")]
        public static partial void Broke(ILogger logger, CardId cardId, Exception exception);
    }
}
