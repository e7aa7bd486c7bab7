using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Breaks;

/// <summary>A ledger that is another, unless a part of it is replaced.</summary>
internal abstract class LedgerWrapper(ILedger inner) : ILedger
{
    public virtual Task<CardState?> LoadAsync(CardId cardId) => inner.LoadAsync(cardId);

    public virtual Task<CommitOutcome> CommitAsync(Commit commit) => inner.CommitAsync(commit);

    public virtual Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey) =>
        inner.CheckAsync(cardId, idempotencyKey);

    public virtual Task<CardId?> FindCardAsync(CardNumber number) => inner.FindCardAsync(number);

    public virtual Task<CardId?> FindCardAsync(MemberId member, CardType type) => inner.FindCardAsync(member, type);

    public Task<CardState?> LoadAsOfAsync(CardId cardId, DateTimeOffset instant) =>
        inner.LoadAsOfAsync(cardId, instant);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(CardId cardId, EntryScan scan) =>
        inner.ReadEntriesAsync(cardId, scan);

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules) => inner.RegisterRulesAsync(rules);
}
