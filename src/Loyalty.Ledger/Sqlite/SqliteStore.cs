using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Ledger.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Ledger.Sqlite;

/// <summary>
/// The ledger in one SQLite file: WAL, flushed at every commit, one writer. Writes, reads and checkpoints each have a
/// connection and a thread; readers never wait for the writer. See <see cref="SqliteErrors"/> for what failures mean.
/// </summary>
public sealed partial class SqliteStore : ILedgerStore, IDisposable
{
    private readonly TimeProvider time;
    private readonly SqliteFolder folder;
    private readonly DatabaseGuard guard;
    private readonly WrittenSeqs written = new();
    private readonly Lazy<SqliteWorker> writeWorker;
    private readonly Lazy<SqliteWorker> readWorker;
    private readonly SqliteCheckpoints checkpoints;
    private bool disposed;

    /// <summary>Takes hold of the folder; the database in it is opened by the first call.</summary>
    /// <exception cref="StoreException">Another process holds the folder.</exception>
    public SqliteStore(string dataFolder, TimeProvider time, ILogger<SqliteStore>? logger = null)
    {
        this.time = time;
        guard = new DatabaseGuard(logger ?? NullLogger<SqliteStore>.Instance);
        folder = SqliteFolder.Lock(dataFolder);
        writeWorker = Worker("ledger-write");
        readWorker = Worker("ledger-read");
        checkpoints = new SqliteCheckpoints(Worker("ledger-checkpoint"));
    }

    public Task MigrateAsync(CancellationToken cancellationToken) => writeWorker.Value.RunAsync(db =>
    {
        var run = Migrate(db);
        Compare(db);
        return run;
    });

    public Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var cards = BatchCards.Of(batch);
        var texts = EntryTexts.Of(cards);
        return Writing(db => Write(db, batch, cards, texts));
    }

    public Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        Reading<IReadOnlyList<Inspection>>(db => [.. batch.Select(commit => Inspect(db, commit))]);

    public Task<IReadOnlyList<CardHead>> CheckAsync(
        IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken) =>
        Reading<IReadOnlyList<CardHead>>(db =>
            [.. queries.Select(query => new CardHead(SeqOf(db, query.CardId), EarlierOf(db, query.IdempotencyKey)))]);

    public Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken) =>
        Reading<IReadOnlyList<CardState?>>(db => [.. cardIds.Select(cardId => Load(db, cardId))]);

    public Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Reading<IReadOnlyList<CardId?>>(db => [.. keys.Select(key => UserOfKey(db, key))]);

    public Task<IReadOnlyList<CardId?>> FindHoldersAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Reading<IReadOnlyList<CardId?>>(db => [.. keys.Select(key => HolderOf(db, key))]);

    public Task<CardState?> LoadAsOfAsync(
        CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken) =>
        Reading(db => LoadAsOf(db, cardId, instant));

    public Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken) =>
        Reading<IReadOnlyList<SlotRow>>(db => SlotsBetween(db, after, before, limit));

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken) =>
        Reading(db => ReadEntries(db, cardId, scan));

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken) =>
        Writing(db => RegisterRules(db, rules));

    public Task CheckWritableAsync(CancellationToken cancellationToken) => Writing(db =>
    {
        db.Execute("BEGIN IMMEDIATE");
        return db.Execute("ROLLBACK");
    });

    public Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ILedgerSnapshot>(SqliteSnapshot.Open(folder.DatabasePath));

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        if (writeWorker.IsValueCreated) writeWorker.Value.Dispose();
        checkpoints.Dispose();
        if (readWorker.IsValueCreated) readWorker.Value.Dispose();
        folder.Dispose();
    }

    private Lazy<SqliteWorker> Worker(string name) =>
        new(() => new SqliteWorker(name, () => SqliteFolder.Open(folder.DatabasePath, false)));

    private Task<T> Writing<T>(Func<SqliteStatements, T> work) =>
        writeWorker.Value.RunAsync(db => Guarded(db, work));

    private Task<T> Reading<T>(Func<SqliteStatements, T> work) =>
        readWorker.Value.RunAsync(db => db.Read(() => work(db)));
}
