using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Grains.Cards;

public sealed partial class CardGrain
{
    public async Task<CardReading> ReadAsync(bool allowStale)
    {
        try
        {
            var state = Cached ?? await LoadAsync();
            if (!allowStale && (await ledger.CheckAsync(CardId, null)).Seq != state.Seq) state = await LoadAsync();
            return new CardReading(state, state.AvailableOn(program.Today), null);
        }
        catch (Exception exception) when (IsOfLedger(exception))
        {
            InvalidateAndDeactivate();
            return new CardReading(null, 0, new Refused(Refusal.LedgerUnavailable));
        }
    }

    public async Task<QuoteAnswer> QuoteAsync(AccruePoints command, Caller caller, bool allowStale)
    {
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var state = Cached ?? await LoadAsync();
                var context = program.ContextFor(caller);
                var decision = command.Decide(state, context);
                if (decision.Refused is { } shape && !RestsOnState(shape)) return QuoteAnswer.Of(shape);

                if (!allowStale || decision.Refused is not null)
                {
                    var head = await ledger.CheckAsync(CardId, command.IdempotencyKeyOn(CardId, context));
                    if (head.PriorOutcome is { } earlier) return Quote(command, earlier);
                    if (head.Seq != state.Seq)
                    {
                        Invalidate();
                        continue;
                    }
                }

                return decision.Refused is { } refused
                    ? QuoteAnswer.Of(refused)
                    : new QuoteAnswer(decision.Commit!.Answer, state.Seq, Accrued: false, null);
            }

            return QuoteAnswer.Of(new Refused(Refusal.LostRace));
        }
        catch (Exception exception) when (IsOfLedger(exception))
        {
            InvalidateAndDeactivate();
            return QuoteAnswer.Of(new Refused(Refusal.LedgerUnavailable));
        }
    }

    private static QuoteAnswer Quote(AccruePoints command, CommitOutcome earlier) =>
        earlier.Status == CommitStatus.Replayed
            ? new QuoteAnswer(earlier.Entry, earlier.Entry!.Seq, Accrued: true, null)
            : QuoteAnswer.Of(command.ConflictIn(earlier.Difference!.Value));
}
