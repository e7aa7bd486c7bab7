using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains;
using Loyalty.Ledger;
using Microsoft.Extensions.Logging;

namespace Loyalty.Application.Cards;

/// <summary>
/// Closes the guest cards of days that are over, each through its grain. Any number of nodes may do it at once: a card
/// is closed once, whoever asks. A card that can't be closed now is found again by the next run.
/// </summary>
public sealed partial class GuestSweep(
    ILedgerStore store, CardLookup cards, LoyaltyProgram program, ILogger<GuestSweep> logger)
{
    private const int BatchSize = 100;

    private static readonly Caller Sweep = new(CallerKind.BackOffice, "guest-sweep", "", "", "");

    /// <summary>Closes the guest cards that are due now, a batch at a time.</summary>
    /// <exception cref="StoreException">The database could not be asked for them.</exception>
    public async Task<SweptGuests> RunAsync(CancellationToken cancellationToken)
    {
        var (after, before) = (ExclusiveSlots.FirstGuest, ExclusiveSlots.GuestsBefore(program.Today));
        var (closed, left) = (0, 0);
        while (true)
        {
            var open = await store.FindSlotsAsync(after, before, BatchSize, cancellationToken);
            foreach (var guest in open)
            {
                cancellationToken.ThrowIfCancellationRequested();
                switch (await CloseAsync(guest.CardId))
                {
                    case true:
                        closed++;
                        break;
                    case null:
                        left++;
                        break;
                }
            }

            if (open.Count < BatchSize) return new SweptGuests(closed, left);
            after = open[^1].Key;
        }
    }

    /// <summary>Closes a card: true if this call did, false if another one had, null if it stays open for now.
    /// </summary>
    private async Task<bool?> CloseAsync(CardId cardId)
    {
        try
        {
            var answer = await cards.Get(cardId).ExecuteAsync(new CloseGuestCard(), Sweep);
            if (answer.Refused is not { } refused) return !answer.Replayed;
            if (refused.Reason == Refusal.CardCancelled) return false;
            Log.NotClosed(logger, cardId, $"{refused.Reason}");
            return null;
        }
        catch (Exception e) when (RuntimeErrors.RefusalOf(e) is not null)
        {
            Log.NotClosed(logger, cardId, e.Message);
            return null;
        }
#pragma warning disable CA1031 // a card that breaks must neither keep the others open nor end the server
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.Broke(logger, cardId, e);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning, "Guest card {CardId} can't be closed just now: {Reason}")]
        public static partial void NotClosed(ILogger logger, CardId cardId, string reason);

        [LoggerMessage(4, LogLevel.Error, "Guest card {CardId} broke when it was to be closed")]
        public static partial void Broke(ILogger logger, CardId cardId, Exception exception);
    }
}

/// <summary>The result of a sweep.</summary>
/// <param name="Closed">Guest cards that this run closed.</param>
/// <param name="Left">Guest cards that are due and could not be closed.</param>
public readonly record struct SweptGuests(int Closed, int Left);
