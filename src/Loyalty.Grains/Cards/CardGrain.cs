using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Orleans.Runtime;

namespace Loyalty.Grains.Cards;

/// <summary>
/// The card's turn. A command takes these steps: (1) take the card from the cache, or load it; (2) let the rules
/// decide, of other cards by what the ledger says of them, never by asking their grains; (3) a refusal that rests on
/// cached state leaves only after the ledger has agreed; (4) a decision is committed; (5) the grain adopts the new
/// state and answers. Where the ledger says that the card has changed since, it invalidates its cache and starts over.
/// </summary>
/// <remarks>
/// It has no base class, and knows the runtime by its context only: so the simulator can host this very class.
/// </remarks>
[CollectionAgeLimit(Minutes = 5)]
public sealed partial class CardGrain(
    IGrainContext grainContext, ILedger ledger, LoyaltyProgram program, CardCache cache)
    : IGrainBase, ICardGrain
{
    /// <summary>Each further attempt means that another activation has just moved the card.</summary>
    private const int MaxAttempts = 8;

    public IGrainContext GrainContext => grainContext;

    private CardId CardId => new(grainContext.GrainId.GetGuidKey());

    public Task<CardAnswer> IssueAsync(IssueCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> ImportAsync(ImportCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> AccrueAsync(AccruePoints command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> ReportLostAsync(ReportLostCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> ClearLostAsync(ClearLostCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> ReplaceAsync(ReplaceCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> RenewAsync(RenewCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> SuspendAsync(SuspendCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> ResumeAsync(ResumeCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> CancelAsync(CancelCard command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> LinkAsync(LinkMember command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> UnlinkAsync(UnlinkMember command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> TransferAsync(TransferPoints command, Caller caller) => ExecuteAsync(command, caller);

    public Task<CardAnswer> MergeAsync(MergeCards command, Caller caller) => ExecuteAsync(command, caller);

    private async Task<CardAnswer> ExecuteAsync(ICardCommand command, Caller caller)
    {
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                // 1. Cached, or loaded.
                var state = Cached ?? await LoadAsync();

                // 2. Decide.
                var context = program.ContextFor(caller);
                var decision = command is IJointCommand joint
                    ? joint.Decide(state, await LoadAsync(joint.Others), context)
                    : command.Decide(state, context);

                // 3. The cache may say yes, never no.
                var answer = decision.Refused is { } refused
                    ? await ConfirmAsync(refused, state, command, context)
                    : Answer(command, decision.Commit!, await ledger.CommitAsync(decision.Commit!));
                if (answer is not null) return answer;
            }

            return CardAnswer.Of(new Refused(Refusal.LostRace));
        }
        catch (Exception exception) when (IsOfLedger(exception))
        {
            InvalidateAndDeactivate();
            return CardAnswer.Of(new Refused(Refusal.LedgerUnavailable));
        }
    }

    /// <summary>
    /// Whether the ledger, or the store below it, could not be asked. No such exception leaves the grain: to a caller
    /// on another silo it would be one that nobody can read.
    /// </summary>
    private static bool IsOfLedger(Exception exception) => exception is LedgerException or StoreException;

    /// <summary>The refusal if the ledger agrees, an earlier answer if it has one; null means start over.</summary>
    private async Task<CardAnswer?> ConfirmAsync(
        Refused refused, CardState state, ICardCommand command, DecisionContext context)
    {
        if (!RestsOnState(refused)) return CardAnswer.Of(refused);
        var head = await ledger.CheckAsync(CardId, command.IdempotencyKeyOn(CardId, context));
        if (head.PriorOutcome is { } earlier) return Answer(command, null, earlier);
        if (head.Seq == state.Seq) return CardAnswer.Of(refused);
        Invalidate();
        return null;
    }

    /// <summary>Turns what the ledger said into the answer, and into the cached state; null: start over.</summary>
    private CardAnswer? Answer(ICardCommand command, Commit? commit, CommitOutcome outcome)
    {
        switch (outcome.Status)
        {
            case CommitStatus.Committed:
                Adopt(commit!.After);
                return CardAnswer.Of(outcome.Entry!, replayed: false);
            case CommitStatus.Replayed:
                if (CachedSeq < outcome.Entry!.Seq) Invalidate();
                return CardAnswer.Of(outcome.Entry!, replayed: true);
            case CommitStatus.Conflict:
                return CardAnswer.Of(command.ConflictIn(outcome.Difference!.Value));
            case CommitStatus.KeyAlreadyUsed:
                return CardAnswer.Of(command.KeyAlreadyUsed(outcome.Key ?? ""));
            case CommitStatus.VersionConflict:
                Invalidate();
                return null;
            case CommitStatus.QuotaExhausted:
                return CardAnswer.Of(new Refused(Refusal.QuotaExhausted).With("key", outcome.Key!));
            case CommitStatus.Overloaded:
                return CardAnswer.Of(new Refused(Refusal.Overloaded));
            case CommitStatus.Unavailable:
                InvalidateAndDeactivate();
                return CardAnswer.Of(new Refused(Refusal.LedgerUnavailable));
            case CommitStatus.Unknown:
                InvalidateAndDeactivate();
                return CardAnswer.Of(new Refused(Refusal.OutcomeUnknown));
            default:
                InvalidateAndDeactivate();
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Status, null);
        }
    }

    /// <summary>What is malformed or not allowed is so whatever the ledger holds.</summary>
    private static bool RestsOnState(Refused refused) =>
        RefusalNatures.Of(refused.Reason) != RefusalNature.OfRequest;

    /// <summary>Other cards, as the ledger has them now: they are no part of this grain's cache.</summary>
    private Task<CardState[]> LoadAsync(ImmutableArray<CardId> cardIds) => Task.WhenAll(cardIds.Select(
        async cardId => await ledger.LoadAsync(cardId) ?? CardState.Unissued(cardId)));
}
