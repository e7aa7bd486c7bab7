using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;

namespace Loyalty.Server.Tests;

/// <summary>A ledger that does first what a test says at each commit, and passes on all else.</summary>
internal sealed class HeldLedger(ILedger inner) : ILedger
{
    private volatile Func<Task> first = static () => Task.CompletedTask;

    /// <summary>The task before each commit.</summary>
    public Func<Task> First
    {
        get => first;
        set => first = value;
    }

    public async Task<CommitOutcome> CommitAsync(Commit commit)
    {
        await first();
        return await inner.CommitAsync(commit);
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
