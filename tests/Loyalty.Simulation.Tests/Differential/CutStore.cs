using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Tests.Differential;

/// <summary>A store whose connection breaks at commit: before it, after it, or not, as the dice say.</summary>
internal sealed class CutStore(ILedgerStore inner, Dice dice) : ILedgerStore
{
    public async Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var fate = dice.Below(4);
        if (fate == 0) throw new StoreException(StoreFailure.Unknown, "cut before the commit");
        var result = await inner.WriteAsync(batch, cancellationToken);
        return fate == 1 ? throw new StoreException(StoreFailure.Unknown, "cut after the commit") : result;
    }

    public Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        inner.InspectAsync(batch, cancellationToken);

    public Task<IReadOnlyList<Standing>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        inner.CheckAsync(queries, cancellationToken);

    public Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        inner.LoadAsync(cardIds, cancellationToken);

    public Task<IReadOnlyList<CardId?>> FindClaimsAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.FindClaimsAsync(keys, cancellationToken);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, long afterSeq, int limit, CancellationToken cancellationToken) =>
        inner.ReadEntriesAsync(cardId, afterSeq, limit, cancellationToken);

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        inner.RegisterRulesAsync(rules, cancellationToken);

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        inner.OpenSnapshotAsync(cancellationToken);
}
