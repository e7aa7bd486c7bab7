using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Faults;
using Loyalty.Simulation.Silo;

namespace Loyalty.Simulation.Breaks;

/// <summary>
/// Gives a grain back its cached state, which a failure of the store had invalidated, when it next loads its card;
/// until it hears that the card has changed since. Others who load the card hear the truth.
/// </summary>
/// <param name="inner">The ledger.</param>
/// <param name="tally">Counts how often it comes back.</param>
/// <param name="takesForDone">
/// unknown-taken-for-done: it keeps the state to which the commit would have led whose outcome is unknown, instead of
/// the one before it (unknown-keeps-memory).
/// </param>
internal sealed class CachingLedger(ILedger inner, Tally tally, bool takesForDone) : LedgerWrapper(inner)
{
    private readonly Dictionary<CardId, CardState> known = [];
    private readonly Dictionary<CardId, CardState> kept = [];

    public override async Task<CardState?> LoadAsync(CardId cardId)
    {
        if (!IsOwn(cardId)) return await base.LoadAsync(cardId);
        if (kept.Remove(cardId, out var state))
        {
            tally.Bites++;
            return state;
        }

        state = await base.LoadAsync(cardId);
        if (state is not null) known[cardId] = state;
        return state;
    }

    public override async Task<CommitOutcome> CommitAsync(Commit commit)
    {
        var isOwn = IsOwn(commit.CardId);
        var outcome = await base.CommitAsync(commit);
        if (!isOwn) return outcome;
        kept.Remove(commit.CardId);
        if (outcome.Status == CommitStatus.Committed) known[commit.CardId] = commit.After;
        if (outcome.Status is CommitStatus.Unknown or CommitStatus.Unavailable) kept[commit.CardId] = commit.Before;
        if (outcome.Status == CommitStatus.Unknown && takesForDone) kept[commit.CardId] = commit.After;
        return outcome;
    }

    public override async Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey)
    {
        var isOwn = IsOwn(cardId);
        try
        {
            var head = await base.CheckAsync(cardId, idempotencyKey);
            if (isOwn && kept.TryGetValue(cardId, out var old) && old.Seq != head.Seq) kept.Remove(cardId);
            return head;
        }
        catch (LedgerException)
        {
            if (isOwn && known.TryGetValue(cardId, out var state)) kept[cardId] = state;
            throw;
        }
    }

    /// <summary>Whether it is the card's grain that asks.</summary>
    private static bool IsOwn(CardId cardId) => Activation.Of(cardId.Value) is not null;
}
