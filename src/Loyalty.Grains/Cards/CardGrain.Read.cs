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
            var state = Remembered ?? await LoadAsync();
            if (!allowStale && (await ledger.CheckAsync(CardId, null)).Seq != state.Seq) state = await LoadAsync();
            return new CardReading(state, state.AvailableOn(programme.Today), null);
        }
        catch (Exception exception) when (IsOfLedger(exception))
        {
            ForgetAndEnd();
            return new CardReading(null, 0, new Refused(Refusal.LedgerUnavailable));
        }
    }

    public async Task<QuoteAnswer> QuoteAsync(AccruePoints command, Caller caller, bool allowStale)
    {
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var state = Remembered ?? await LoadAsync();
                var circumstances = programme.CircumstancesFor(caller);
                var decision = command.Decide(state, circumstances);
                if (decision.Refused is { } shape && !RestsOnState(shape)) return QuoteAnswer.Of(shape);

                if (!allowStale || decision.Refused is not null)
                {
                    var standing = await ledger.CheckAsync(CardId, command.IdentityOn(CardId, circumstances));
                    if (standing.Earlier is { } earlier) return Quote(command, earlier);
                    if (standing.Seq != state.Seq)
                    {
                        Forget();
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
            ForgetAndEnd();
            return QuoteAnswer.Of(new Refused(Refusal.LedgerUnavailable));
        }
    }

    private static QuoteAnswer Quote(AccruePoints command, CommitOutcome earlier) =>
        earlier.Verdict == Verdict.Replayed
            ? new QuoteAnswer(earlier.Entry, earlier.Entry!.Seq, Accrued: true, null)
            : QuoteAnswer.Of(command.ConflictIn(earlier.Difference!.Value));
}
