using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Silo;

namespace Loyalty.Simulation.Breaks;

/// <summary>
/// cache-survives-deactivation: what the last activation of a card knew comes back to the next one on the same silo
/// when it loads for the first time, however far others have moved the card meanwhile.
/// </summary>
/// <param name="inner">The ledger.</param>
/// <param name="tally">Counts how often it comes back.</param>
internal sealed class SurvivingLedger(ILedger inner, Tally tally) : LedgerWrapper(inner)
{
    private readonly Dictionary<CardId, (Activation Knower, CardState State)> known = [];

    public override async Task<CardState?> LoadAsync(CardId cardId)
    {
        if (Activation.Of(cardId.Value) is not { } asker) return await base.LoadAsync(cardId);
        if (known.TryGetValue(cardId, out var last) && last.Knower != asker)
        {
            known[cardId] = (asker, last.State);
            tally.Bites++;
            return last.State;
        }

        var state = await base.LoadAsync(cardId);
        if (state is not null) known[cardId] = (asker, state);
        return state;
    }

    public override async Task<CommitOutcome> CommitAsync(Commit commit)
    {
        var knower = Activation.Of(commit.CardId.Value);
        var outcome = await base.CommitAsync(commit);
        if (knower is not null && outcome.Status == CommitStatus.Committed) known[commit.CardId] = (
            knower, commit.After);
        return outcome;
    }
}
