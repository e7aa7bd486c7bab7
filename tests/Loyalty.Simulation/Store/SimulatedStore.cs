using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Store;

/// <summary>The ledger as a store that is always there and answers at once.</summary>
internal sealed class SimulatedStore(LedgerState state) : ILedgerStore
{
    public Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        Task.FromResult(state.Write(batch, null));

    public Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Inspection>>([.. batch.Select(commit => state.Inspect(commit, null))]);

    public Task<IReadOnlyList<CardHead>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardHead>>([.. queries.Select(query => new CardHead(
            state.SeqOf(query.CardId), query.IdempotencyKey is { } idempotencyKey
                ? state.EarlierOf(idempotencyKey) : null))]);

    public Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardState?>>([.. cardIds.Select(state.Load)]);

    public Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardId?>>([.. keys.Select(state.UserOfKey)]);

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardId?>>([.. keys.Select(state.HolderOf)]);

    public Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(state.SlotsBetween(after, before, limit));

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        Task.FromResult<CardState?>(
            state.EntriesOf(cardId).LastOrDefault(row => row.Entry.Time <= instant).State);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        Task.FromResult(scan.Of(state.EntriesOf(cardId).Select(row => row.Entry)).ToImmutableArray());

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        Task.FromResult(new RulesVersion(1, rules));

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ILedgerSnapshot>(new SimulatedSnapshot(state));
}
