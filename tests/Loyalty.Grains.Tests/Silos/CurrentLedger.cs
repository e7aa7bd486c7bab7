using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;

namespace Loyalty.Grains.Tests.Silos;

/// <summary>The ledger of the test that runs: silos are shared, ledgers are not.</summary>
internal sealed class CurrentLedger : ILedger
{
    private volatile FakeLedger ledger = new();

    public FakeLedger Ledger
    {
        get => ledger;
        set => ledger = value;
    }

    public Task<CardState?> LoadAsync(CardId cardId) => ledger.LoadAsync(cardId);

    public Task<CommitOutcome> CommitAsync(Commit commit) => ledger.CommitAsync(commit);

    public Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey) =>
        ledger.CheckAsync(cardId, idempotencyKey);

    public Task<CardId?> FindCardAsync(CardNumber number) => ledger.FindCardAsync(number);

    public Task<CardId?> FindCardAsync(MemberId member, CardType type) => ledger.FindCardAsync(member, type);

    public Task<CardState?> LoadAsOfAsync(CardId cardId, DateTimeOffset instant) =>
        ledger.LoadAsOfAsync(cardId, instant);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(CardId cardId, EntryScan scan) =>
        ledger.ReadEntriesAsync(cardId, scan);

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules) => ledger.RegisterRulesAsync(rules);
}
