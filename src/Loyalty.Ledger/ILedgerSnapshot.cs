using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger;

/// <summary>
/// One consistent view of the whole ledger, for the auditor. Rows come in ascending order of card and sequence number;
/// one that can't be read comes as well, and says why.
/// </summary>
public interface ILedgerSnapshot : IAsyncDisposable
{
    IAsyncEnumerable<Stored<EntryRow>> ReadEntriesAsync(CancellationToken cancellationToken);

    /// <summary>All unique keys, idempotency keys among them, in order of card, sequence number and key.</summary>
    IAsyncEnumerable<Stored<UniqueKeyRow>> ReadUniqueKeysAsync(CancellationToken cancellationToken);

    /// <summary>All exclusive slots, in order of card and key.</summary>
    IAsyncEnumerable<Stored<SlotRow>> ReadSlotsAsync(CancellationToken cancellationToken);

    /// <summary>All allocations, with the counter each was taken from.</summary>
    IAsyncEnumerable<AllocationRow> ReadAllocationsAsync(CancellationToken cancellationToken);

    /// <summary>The SQL that it can be asked in; null if in none.</summary>
    SqlDialect? Dialect { get; }

    /// <summary>Asks a query whose rows are a card, an entry's seq (or null) and a message.</summary>
    /// <exception cref="StoreException">Rejected: what stands in the tables can't be computed with.</exception>
    IAsyncEnumerable<QueryRow> AskAsync(string sql, CancellationToken cancellationToken);
}

/// <summary>The SQL of a database.</summary>
public enum SqlDialect
{
    Postgres = 1,
    Sqlite = 2,
}

/// <summary>A row as it stands in the ledger.</summary>
/// <param name="CardId">The card it is of; all zero if that can't be read.</param>
/// <param name="Seq">The entry it is of; 0 if that can't be read.</param>
/// <param name="Row">Its content; null if that can't be read.</param>
/// <param name="Fault">Why it can't be read; null if it can.</param>
public readonly record struct Stored<T>(CardId CardId, long Seq, T? Row, string? Fault)
    where T : class;

/// <summary>An entry as it stands in the ledger, and what it says of the card after it.</summary>
public sealed record EntryRow(LedgerEntry Entry, CardState State);

/// <summary>A unique key as it stands in the ledger; the entry named answers the idempotency key, or the request that
/// used it.
/// </summary>
public sealed record UniqueKeyRow(CardId CardId, long Seq, string Key, Fingerprint? Fingerprint);

/// <summary>An exclusive slot as it stands in the ledger.</summary>
public sealed record SlotRow(CardId CardId, string Key);

/// <summary>An allocation as it stands in the ledger.</summary>
/// <param name="Key">The counter.</param>
/// <param name="FirstUnit">Its first unit; 0 with quantity 0 for a counter without any allocation.</param>
/// <param name="Quantity">Units taken.</param>
/// <param name="CardId">Whose entry took them.</param>
/// <param name="Seq">The last entry of the commit that took them.</param>
/// <param name="Allocated">Units allocated in all from the counter; 0 if that is missing.</param>
/// <param name="Cap">The most that may be allocated, as of the last allocation.</param>
/// <param name="HasEntry">Whether the entry it names is there.</param>
public sealed record AllocationRow(
    string Key, long FirstUnit, long Quantity, CardId CardId, long Seq, long Allocated, long Cap, bool HasEntry);

/// <summary>A card as it stands in the ledger.</summary>
/// <param name="State">The card as of its last entry.</param>
/// <param name="ImportKeyText">
/// The idempotency key of its opening entry; null if it has none: it was issued here.
/// </param>
public sealed record CardRow(CardState State, string? ImportKeyText)
{
    internal static CardRow Of(Stored<CardRow> stored) => stored.Row ?? throw new StoreException(
        StoreFailure.Rejected, $"Entry {stored.Seq} of card {stored.CardId} can't be read: {stored.Fault}");
}

/// <summary>A row of a query: a card, its entry if it is about one, and what is wrong.</summary>
public sealed record QueryRow(CardId? CardId, long? Seq, string Message);
