using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;

namespace Loyalty.Server.Tests;

/// <summary>A ledger that takes the first guest card to be closed for a mistake, each time, and passes on all else.
/// </summary>
internal sealed class BreakingLedger(ILedger inner) : ILedger
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource broke = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CardId? broken;

    /// <summary>Ends when the card breaks for the first time.</summary>
    public Task Broke => broke.Task;

    /// <summary>The card that breaks.</summary>
    public CardId? Broken
    {
        get
        {
            lock (gate) return broken;
        }
    }

    public Task<CommitOutcome> CommitAsync(Commit commit)
    {
        if (commit.Answer is not { Kind: EntryKind.Cancellation, Change.Reason: CloseGuestCard.Reason })
            return inner.CommitAsync(commit);
        lock (gate) broken ??= commit.CardId;
        if (Broken != commit.CardId) return inner.CommitAsync(commit);
        broke.TrySetResult();
        throw new InvalidOperationException("This guest card breaks.");
    }

    public Task<CardState?> LoadAsync(CardId cardId) => inner.LoadAsync(cardId);

    public Task<CardHead> CheckAsync(CardId cardId, Domain.Commits.IdempotencyKey? idempotencyKey) =>
        inner.CheckAsync(cardId, idempotencyKey);

    public Task<CardId?> FindCardAsync(CardNumber number) => inner.FindCardAsync(number);

    public Task<CardId?> FindCardAsync(MemberId member, CardType type) => inner.FindCardAsync(member, type);

    public Task<CardState?> LoadAsOfAsync(CardId cardId, DateTimeOffset instant) =>
        inner.LoadAsOfAsync(cardId, instant);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(CardId cardId, EntryScan scan) =>
        inner.ReadEntriesAsync(cardId, scan);

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules) => inner.RegisterRulesAsync(rules);
}
