using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Checks;

namespace Loyalty.Simulation.Nodes;

/// <summary>A ledger whose calls are watched for their deadline, and whose writer for its sleep.</summary>
internal sealed class WatchedLedger(ILedger inner, DeadlineWatch watch, IdleWatch idle) : LedgerWrapper(inner)
{
    public override Task<CardState?> LoadAsync(CardId cardId) => watch.Watch("a load", base.LoadAsync(cardId));

    public override Task<CommitOutcome> CommitAsync(Commit commit) =>
        watch.Watch("a commit", idle.Commit(base.CommitAsync(commit)));

    public override Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey) =>
        watch.Watch("a check", base.CheckAsync(cardId, idempotencyKey));

    public override Task<CardId?> FindCardAsync(CardNumber number) =>
        watch.Watch("a look-up", base.FindCardAsync(number));

    public override Task<CardId?> FindCardAsync(MemberId member, CardType type) =>
        watch.Watch("a look-up", base.FindCardAsync(member, type));
}
