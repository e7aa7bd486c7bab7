using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;

namespace Loyalty.Ledger;

/// <summary>
/// A database that holds the ledger: PostgreSQL, SQLite, or the simulator's. It knows nothing of queues, batches'
/// composition, outcomes or retries; the <see cref="LedgerWriter"/> above it is the same for all.
/// Failures are <see cref="StoreException"/>s.
/// </summary>
public interface ILedgerStore
{
    /// <summary>
    /// Writes all commits in one transaction, durably, or nothing at all. The batch holds at most one commit per
    /// card, idempotency key, unique key and exclusive slot. Cards are locked without waiting for locks held elsewhere.
    /// </summary>
    /// <returns>
    /// The first units of all allocations, in order; default if some guard failed and nothing was written.
    /// </returns>
    Task<WriteResult> WriteAsync(IReadOnlyList<Commit> batch, CancellationToken cancellationToken);

    /// <summary>Says of each commit which of its guards would fail now. Writes nothing and waits for no lock.</summary>
    Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken);

    /// <summary>Answers many checks in one query.</summary>
    Task<IReadOnlyList<CardHead>> CheckAsync(IReadOnlyList<CheckQuery> queries, CancellationToken cancellationToken);

    /// <summary>Loads many cards in one query; null for a card that no entry names.</summary>
    Task<IReadOnlyList<CardState?>> LoadAsync(IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken);

    /// <summary>Looks up which cards have used unique keys; null for a key that is free.</summary>
    Task<IReadOnlyList<CardId?>> FindUniqueKeysAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Looks up who has exclusive slots; null for a key that nobody has.</summary>
    Task<IReadOnlyList<CardId?>> FindHoldersAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>
    /// The card after its last entry that is not later than the instant, found by halving; null if there is none.
    /// </summary>
    Task<CardState?> LoadAsOfAsync(CardId cardId, DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>
    /// Lists exclusive slots, by key: the first ones after one key and before another, by their bytes.
    /// </summary>
    Task<IReadOnlyList<SlotRow>> FindSlotsAsync(
        string after, string before, int limit, CancellationToken cancellationToken);

    Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(
        CardId cardId, EntryScan scan, CancellationToken cancellationToken);

    Task<RulesVersion> RegisterRulesAsync(ProgramRules rules, CancellationToken cancellationToken);

    /// <summary>
    /// Ends if a write could begin now, and fails where none can: reads may work while writes don't, as on a standby.
    /// Changes nothing.
    /// </summary>
    Task CheckWritableAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Opens one consistent view of everything, for the auditor.</summary>
    Task<ILedgerSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken);
}

/// <summary>The result of a batch.</summary>
/// <param name="Written">Whether it is in the ledger, whole; if not, nothing of it is.</param>
/// <param name="Units">Per commit, the first unit of each of its allocations.</param>
public readonly record struct WriteResult(bool Written, IReadOnlyList<ImmutableArray<long>> Units);

/// <summary>A card, and an idempotency key that may have been committed, to ask about.</summary>
public readonly record struct CheckQuery(CardId CardId, IdempotencyKey? IdempotencyKey);

/// <summary>The state of a commit's guards now.</summary>
/// <param name="PriorOutcome">Replayed or Conflict if its idempotency key was committed before, else null.</param>
/// <param name="UsedKey">The first of its other unique keys that is used already, else null.</param>
/// <param name="Seqs">Each of its cards' last sequence number; 0 if no entry names it.</param>
/// <param name="Locked">Whether somebody else holds the lock of one of its cards just now.</param>
/// <param name="Allocated">For each of its allocations, the units allocated so far.</param>
public sealed record Inspection(
    CommitOutcome? PriorOutcome, string? UsedKey, ImmutableArray<long> Seqs, bool Locked,
        ImmutableArray<long> Allocated)
{
    /// <summary>
    /// For each of its slot changes, the card that has the slot; null for none. Empty, too, for a commit without.
    /// </summary>
    public ImmutableArray<CardId?> Holders { get; init; } = [];
}

/// <summary>How a call to the store failed.</summary>
public enum StoreFailure
{
    /// <summary>Rolled back; the same call may succeed in a moment.</summary>
    Transient = 1,

    /// <summary>Not reached, or not willing; nothing happened.</summary>
    Unavailable = 2,

    /// <summary>The committing statement was sent and its answer lost.</summary>
    Unknown = 3,

    /// <summary>The database refuses the content, whoever sends it: nothing happened and never will.</summary>
    Rejected = 4,

    /// <summary>
    /// Another database answers than the one on which the process was started, or its epoch was renewed since: nothing
    /// happened, and nothing will until the first one is back or the process is started again.
    /// </summary>
    OtherDatabase = 5,
}

/// <summary>A call to the store failed.</summary>
public sealed class StoreException(StoreFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public StoreFailure Failure => failure;
}
