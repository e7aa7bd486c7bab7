using System.Collections.Immutable;
using System.Diagnostics;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;
using Orleans.Runtime;

namespace Loyalty.Grains.Cards;

/// <summary>
/// Executes a card's commands, one after the other. Steps: (1) take the cached state, or load it; (2) let the rules
/// decide, on other cards by what the ledger holds of them, never by asking their grains; (3) a refusal that rests on
/// cached state leaves only after the ledger has agreed; a decision is committed; (4) the grain caches the new state
/// and answers. Where the card has changed since it was cached, the grain invalidates it and starts over.
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

    public async Task<CardAnswer> ExecuteAsync(ICardCommand command, Caller caller)
    {
        if (Activity.Current is { IsAllDataRequested: true } activity)
            activity.SetTag("loyalty.command", command.Verb.Name);
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                // 1. Cached, or load.
                var state = Cached ?? await LoadAsync();

                // 2. Decide.
                var context = program.ContextFor(caller);
                var entries = command as IEntriesCommand;
                if (entries is not null) command = entries = await LoadEntriesAsync(entries);
                var decision = command is IJointCommand joint
                    ? joint.Decide(state, await LoadAsync(joint.Others), context)
                    : command.Decide(state, context);

                // 3. A refusal leaves once the ledger agrees; a decision is committed.
                CardAnswer? answer;
                if (decision.Refused is { } refused)
                {
                    answer = await ConfirmAsync(refused, state, command, context);
                }
                else
                {
                    var outcome = await ledger.CommitAsync(decision.Commit!);
                    if (Rest(entries, outcome) is { } rest)
                    {
                        command = rest;
                        attempt--; // no other activation has moved the card
                        continue;
                    }

                    answer = Answer(command, decision.Commit, outcome);
                }

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

    private async Task<IEntriesCommand> LoadEntriesAsync(IEntriesCommand command) =>
        command.With(await ledger.ReadEntriesAsync(CardId, 0, command.MaxEntries));

    /// <summary>
    /// Returns the rest of a command, without the part whose key is used already; null if nothing is left.
    /// </summary>
    private static IEntriesCommand? Rest(IEntriesCommand? command, CommitOutcome outcome) =>
        outcome is { Status: CommitStatus.KeyAlreadyUsed, Key: { } key } ? command?.Without(key) : null;

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

    /// <summary>Turns a commit's outcome into the answer, and caches what it says; null: start over.</summary>
    private CardAnswer? Answer(ICardCommand command, Commit? commit, CommitOutcome outcome)
    {
        switch (outcome.Status)
        {
            case CommitStatus.Committed:
                Adopt(commit!.After);
                var answer = CardAnswer.Of(outcome.Entry!, replayed: false);
                return command is IJointCommand ? answer with { Entries = EntriesOf(commit) } : answer;
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

    private static ImmutableArray<LedgerEntry> EntriesOf(Commit commit) =>
        [.. commit.Cards.SelectMany(steps => steps.Entries)];

    /// <summary>Whether the refusal depends on the ledger: a malformed or forbidden request doesn't.</summary>
    private static bool RestsOnState(Refused refused) =>
        RefusalNatures.Of(refused.Reason) != RefusalNature.OfRequest;

    /// <summary>Other cards, as the ledger has them now: this grain caches none of them.</summary>
    private Task<CardState[]> LoadAsync(ImmutableArray<CardId> cardIds) => Task.WhenAll(cardIds.Select(
        async cardId => await ledger.LoadAsync(cardId) ?? CardState.Unissued(cardId)));
}
