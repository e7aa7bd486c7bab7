using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger.Writing;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// The ledger in SQLite. A batch is one transaction on the writer's thread.
/// </summary>
internal sealed partial class SqliteStore(SqliteDatabase database) : ILedgerStore
{
    private readonly WrittenSeqs written = new();

    public Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var cards = BatchCards.Of(batch);
        var texts = EntryTexts.Of(cards);
        return database.WriteAsync(db => Write(db, batch, cards, texts));
    }

    public Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Inspection>>(db => [.. batch.Select(commit => Inspect(db, commit))]);

    public Task<IReadOnlyList<CardHead>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CardHead>>(db =>
            [.. queries.Select(query => new CardHead(SeqOf(db, query.CardId), EarlierOf(db, query.IdempotencyKey)))]);

    public Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CardState?>>(db => [.. cardIds.Select(cardId => Load(db, cardId))]);

    public Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CardId?>>(db => [.. keys.Select(key => UserOfKey(db, key))]);

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CardId?>>(db => [.. keys.Select(key => HolderOf(db, key))]);

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        database.ReadAsync(db => LoadAsOf(db, cardId, instant));

    public Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SlotRow>>(db => SlotsBetween(db, after, before, limit));

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ReadEntries(db, cardId, scan));

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        database.WriteAsync(db => RegisterRules(db, rules));

    public Task CheckWritableAsync(CancellationToken cancellationToken) => database.WriteAsync(db =>
    {
        db.Execute("BEGIN IMMEDIATE");
        return db.Execute("ROLLBACK");
    });

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ILedgerSnapshot>(database.OpenSnapshot());
}
