using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Orleans.Runtime;

namespace Loyalty.Grains.Cards;

/// <summary>
/// The card's turn. A command takes these steps: (1) remember the card, or load it; (2) let the rules decide, of other
/// cards by what the ledger says of them, never by asking their grains; (3) a refusal that rests on memory leaves only
/// after the ledger has agreed; (4) a decision is committed; (5) the grain adopts the new state and answers. Where the
/// ledger says that the card has moved on, it forgets and starts over.
/// </summary>
/// <remarks>
/// It has no base class, and knows the runtime by its context only: so the simulator can host this very class.
/// </remarks>
[CollectionAgeLimit(Minutes = 5)]
public sealed partial class CardGrain(
    IGrainContext context, ILedger ledger, Programme programme, CardMemory memory)
    : IGrainBase, ICardGrain
{
    /// <summary>Each further attempt means that another activation has just moved the card.</summary>
    private const int MaxAttempts = 8;

    public IGrainContext GrainContext => context;

    private CardId CardId => new(context.GrainId.GetGuidKey());

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
                // 1. Remember, or load.
                var state = Remembered ?? await LoadAsync();

                // 2. Decide.
                var circumstances = programme.CircumstancesFor(caller);
                var decision = command is IJointCommand joint
                    ? joint.Decide(state, await LoadAsync(joint.Others), circumstances)
                    : command.Decide(state, circumstances);

                // 3. Memory may say yes, never no.
                var answer = decision.Refused is { } refused
                    ? await ConfirmAsync(refused, state, command, circumstances)
                    : Answer(command, decision.Commit!, await ledger.CommitAsync(decision.Commit!));
                if (answer is not null) return answer;
            }

            return CardAnswer.Of(new Refused(Refusal.LostRace));
        }
        catch (Exception exception) when (IsOfLedger(exception))
        {
            ForgetAndEnd();
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
        Refused refused, CardState state, ICardCommand command, Circumstances circumstances)
    {
        if (!RestsOnState(refused)) return CardAnswer.Of(refused);
        var standing = await ledger.CheckAsync(CardId, command.IdentityOn(CardId, circumstances));
        if (standing.Earlier is { } earlier) return Answer(command, null, earlier);
        if (standing.Seq == state.Seq) return CardAnswer.Of(refused);
        Forget();
        return null;
    }

    /// <summary>Turns what the ledger said into the answer, and into what to remember; null: start over.</summary>
    private CardAnswer? Answer(ICardCommand command, Commit? commit, CommitOutcome outcome)
    {
        switch (outcome.Verdict)
        {
            case Verdict.Committed:
                Adopt(commit!.After);
                return CardAnswer.Of(outcome.Entry!, replayed: false);
            case Verdict.Replayed:
                if (RememberedSeq < outcome.Entry!.Seq) Forget();
                return CardAnswer.Of(outcome.Entry!, replayed: true);
            case Verdict.Conflict:
                return CardAnswer.Of(command.ConflictIn(outcome.Difference!.Value));
            case Verdict.Claimed:
                return CardAnswer.Of(command.ClaimedBy(outcome.Key ?? ""));
            case Verdict.Fenced:
                Forget();
                return null;
            case Verdict.Exhausted:
                return CardAnswer.Of(new Refused(Refusal.Exhausted).With("key", outcome.Key!));
            case Verdict.Overloaded:
                return CardAnswer.Of(new Refused(Refusal.Overloaded));
            case Verdict.Unavailable:
                ForgetAndEnd();
                return CardAnswer.Of(new Refused(Refusal.LedgerUnavailable));
            case Verdict.Unknown:
                ForgetAndEnd();
                return CardAnswer.Of(new Refused(Refusal.OutcomeUnknown));
            default:
                ForgetAndEnd();
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Verdict, null);
        }
    }

    /// <summary>What is malformed or not allowed is so whatever the ledger holds.</summary>
    private static bool RestsOnState(Refused refused) =>
        RefusalNatures.Of(refused.Reason) != RefusalNature.OfRequest;

    /// <summary>Other cards, as the ledger has them now: they are none of this grain's memory.</summary>
    private Task<CardState[]> LoadAsync(ImmutableArray<CardId> cardIds) => Task.WhenAll(cardIds.Select(
        async cardId => await ledger.LoadAsync(cardId) ?? CardState.Unissued(cardId)));
}
