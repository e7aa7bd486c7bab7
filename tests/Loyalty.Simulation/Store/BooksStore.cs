using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Store;

/// <summary>The books as a store that is always there and answers at once.</summary>
internal sealed class BooksStore(Books books) : ILedgerStore
{
    public Task MigrateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        Task.FromResult(books.Write(batch, null));

    public Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Inspection>>([.. batch.Select(commit => books.Inspect(commit, null))]);

    public Task<IReadOnlyList<Standing>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Standing>>([.. queries.Select(query => new Standing(
            books.SeqOf(query.CardId), query.Identity is { } identity ? books.EarlierOf(identity) : null))]);

    public Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardState?>>([.. cardIds.Select(books.Load)]);

    public Task<IReadOnlyList<CardId?>> FindClaimsAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardId?>>([.. keys.Select(books.ClaimantOf)]);

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardId?>>([.. keys.Select(books.HolderOf)]);

    public Task<IReadOnlyList<HoldingRow>> FindHoldingsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(books.HoldingsBetween(after, before, limit));

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        Task.FromResult<CardState?>(
            books.EntriesOf(cardId).LastOrDefault(booked => booked.Entry.Time <= instant).State);

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        Task.FromResult(scan.Of(books.EntriesOf(cardId).Select(booked => booked.Entry)).ToImmutableArray());

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        Task.FromResult(new RulesVersion(1, rules));

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ILedgerSnapshot>(new BooksSnapshot(books));
}
