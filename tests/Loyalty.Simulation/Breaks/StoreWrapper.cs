using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Breaks;

/// <summary>A store that passes everything on; what is to go wrong overrides its part.</summary>
internal abstract class StoreWrapper(ILedgerStore inner) : ILedgerStore
{
    public virtual Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        inner.WriteAsync(batch, cancellationToken);

    public virtual Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        inner.InspectAsync(batch, cancellationToken);

    public Task<IReadOnlyList<CardHead>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        inner.CheckAsync(queries, cancellationToken);

    public virtual Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        inner.LoadAsync(cardIds, cancellationToken);

    public Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.FindUniqueKeysAsync(keys, cancellationToken);

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.FindHoldersAsync(keys, cancellationToken);

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        inner.LoadAsOfAsync(cardId, instant, cancellationToken);

    public Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        inner.FindSlotsAsync(after, before, limit, cancellationToken);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        inner.ReadEntriesAsync(cardId, scan, cancellationToken);

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        inner.RegisterRulesAsync(rules, cancellationToken);

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        inner.OpenSnapshotAsync(cancellationToken);
}
