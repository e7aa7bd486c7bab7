using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;

namespace Loyalty.Ledger;

/// <summary>
/// The ledger, as a grain sees them. Every call is bounded in time; none is cancelled by a caller's disconnect.
/// Reads throw <see cref="LedgerException"/> where the database can't be asked.
/// </summary>
public interface ILedger
{
    /// <summary>
    /// Loads a card as of its last entry; null if no entry names it. Loads of many cards share a query.
    /// </summary>
    Task<CardState?> LoadAsync(CardId cardId);

    /// <summary>
    /// Makes a decision true, or says why it isn't. A repeat of the same idempotency key replays. Never throws for a
    /// failing database: that, too, is an outcome.
    /// </summary>
    Task<CommitOutcome> CommitAsync(Commit commit);

    /// <summary>Reads a card's head: asked before a refusal that rests on cached state, and before a read.</summary>
    Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey);

    /// <summary>The card to which a number was ever given; null if to none.</summary>
    Task<CardId?> FindCardAsync(CardNumber number);

    /// <summary>The one card of a type that a member can use; null if they have none.</summary>
    Task<CardId?> FindCardAsync(MemberId member, CardType type);

    /// <summary>
    /// The card as of an instant: after its last entry that is not later; null if there is none. Where the clocks of
    /// two nodes differed, an entry may be earlier than the one before it. Then the answer is one entry that is not
    /// later and whose next one is.
    /// </summary>
    Task<CardState?> LoadAsOfAsync(CardId cardId, DateTimeOffset instant);

    /// <summary>Some of a card's entries, in the order asked for.</summary>
    Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(CardId cardId, EntryScan scan);

    /// <summary>The version under which the ledger knows these rules; a new one if it doesn't know them yet.</summary>
    Task<RulesVersion> RegisterRulesAsync(ProgramRules rules);
}

/// <summary>The status of a commit, in order of precedence.</summary>
public enum CommitStatus
{
    /// <summary>
    /// The same idempotency key with the same fingerprint was committed before: its entry is the answer.
    /// </summary>
    Replayed = 1,

    /// <summary>The idempotency key was committed before with another fingerprint.</summary>
    Conflict = 2,

    /// <summary>
    /// A further unique key is used, or, where no card has changed since, an exclusive slot that it takes.
    /// </summary>
    KeyAlreadyUsed = 3,

    /// <summary>One of its cards has changed since: invalidate, reload, decide again.</summary>
    VersionConflict = 4,

    /// <summary>An allocation would pass its bound.</summary>
    QuotaExhausted = 5,

    /// <summary>It is in the ledger, durably.</summary>
    Committed = 6,

    /// <summary>The queue is full; nothing happened.</summary>
    Overloaded = 7,

    /// <summary>The database could not be reached in time; nothing happened.</summary>
    Unavailable = 8,

    /// <summary>It may have been committed; only the same idempotency key again can tell.</summary>
    Unknown = 9,
}

/// <summary>The outcome of a commit.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Entry">Replayed: the entry that answered then. Committed: the commit's own answer.</param>
/// <param name="Difference">Conflict: the first field of the fingerprint in which the two differ.</param>
/// <param name="Key">
/// KeyAlreadyUsed, QuotaExhausted: the unique key, or the key of the exclusive slot or counter.
/// </param>
/// <param name="Units">Committed: for each allocation the number of its first unit, 1 for the very first ever.</param>
public sealed record CommitOutcome(
    CommitStatus Status,
    LedgerEntry? Entry = null,
    FingerprintField? Difference = null,
    string? Key = null,
    ImmutableArray<long> Units = default);

/// <summary>The head of a card, and an idempotency key's prior outcome, at one moment.</summary>
/// <param name="Seq">The card's last sequence number; 0 if no entry names it.</param>
/// <param name="PriorOutcome">
/// Replayed or Conflict if the idempotency key was committed before (on whichever card), else null.
/// </param>
public sealed record CardHead(long Seq, CommitOutcome? PriorOutcome);

/// <summary>The database could not be asked; nothing happened.</summary>
public sealed class LedgerException(string message, Exception? inner = null) : Exception(message, inner);
