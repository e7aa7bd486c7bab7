using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Store;

/// <summary>
/// The tables of the ledger with their constraints, in memory: an entry's seq is the expected version, and its state
/// the card; idempotency keys and other unique keys are unique; counters have caps; a batch is written whole or not at
/// all; a card may be locked by another transaction.
/// </summary>
/// <param name="step">The run's own order, noted with each entry.</param>
internal class LedgerState(Func<long> step)
{
    private readonly Dictionary<CardId, List<PostedEntry>> entries = [];
    private readonly Dictionary<string, UniqueKeyRow> uniqueKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CardId> slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Counter> counters = new(StringComparer.Ordinal);
    private readonly List<AllocationRow> allocations = [];
    private readonly Dictionary<string, PostedRange> ranges = new(StringComparer.Ordinal);
    private readonly Dictionary<CardId, object> locks = [];

    public IReadOnlyDictionary<string, UniqueKeyRow> UniqueKeys => uniqueKeys;

    /// <summary>The card in each slot, by key.</summary>
    public IReadOnlyDictionary<string, CardId> ExclusiveSlots => slots;

    public IReadOnlyList<AllocationRow> Allocations => allocations;

    public IReadOnlyDictionary<string, Counter> Counters => counters;

    /// <summary>The ranges of numbers in stock, by the requests that registered them.</summary>
    public IReadOnlyDictionary<string, PostedRange> Ranges => ranges;

    public IEnumerable<CardId> CardIds => entries.Keys;

    public IEnumerable<PostedEntry> Entries => entries.Values.SelectMany(rows => rows);

    public IReadOnlyList<PostedEntry> EntriesOf(CardId cardId) => entries.TryGetValue(cardId, out var rows) ? rows : [];

    public CardState? Load(CardId cardId) => entries.TryGetValue(cardId, out var rows) ? rows[^1].State : null;

    public long SeqOf(CardId cardId) => Load(cardId)?.Seq ?? 0;

    public CardId? UserOfKey(string key) => uniqueKeys.TryGetValue(key, out var row) ? row.CardId : null;

    public CardId? HolderOf(string key) => slots.TryGetValue(key, out var cardId) ? cardId : null;

    public IReadOnlyList<SlotRow> SlotsBetween(string after, string before, int limit) =>
    [
        .. slots.Where(held => string.CompareOrdinal(held.Key, after) > 0
                && string.CompareOrdinal(held.Key, before) < 0)
            .OrderBy(held => held.Key, StringComparer.Ordinal).Take(limit)
            .Select(held => new SlotRow(held.Value, held.Key)),
    ];

    public ImmutableArray<LedgerEntry> ReadEntries(CardId cardId, long afterSeq, int limit) =>
    [
        .. EntriesOf(cardId).Select(row => row.Entry).Where(entry => entry.Seq > afterSeq)
            .OrderBy(entry => entry.Seq).Take(limit),
    ];

    public long AllocatedOf(string key) => counters.TryGetValue(key, out var counter) ? counter.Allocated : 0;

    /// <summary>Returns the prior outcome of an idempotency key; null if it is new.</summary>
    public virtual CommitOutcome? EarlierOf(IdempotencyKey idempotencyKey)
    {
        if (!uniqueKeys.TryGetValue(idempotencyKey.Value, out var row)) return null;
        return idempotencyKey.Fingerprint.Equals(row.Fingerprint)
            ? new CommitOutcome(
                CommitStatus.Replayed, entries[row.CardId].Find(posted => posted.Entry.Seq == row.Seq).Entry)
            : new CommitOutcome(
                CommitStatus.Conflict,
                Difference: row.Fingerprint is null
                    ? null : idempotencyKey.Fingerprint.FirstDifference(row.Fingerprint));
    }

    /// <summary>Reads a commit's guards as a transaction would see them now.</summary>
    public virtual Inspection Inspect(Commit commit, object? transaction)
    {
        string? taken = null;
        foreach (var key in commit.UniqueKeysBesides())
            if (!KeyIsFree(key, isFirst: true)) taken ??= key;
        return new Inspection(
            EarlierOf(commit.IdempotencyKey), taken, [.. commit.Cards.Select(steps => SeqOf(steps.CardId))],
            commit.Cards.Any(steps => IsLocked(steps.CardId, transaction)),
            commit.Allocations.IsEmpty ? [] : [.. commit.Allocations.Select(allocation => AllocatedOf(allocation.Key))])
        {
            Holders = commit.SlotChanges.IsEmpty ? [] : [.. commit.SlotChanges.Select(slot => HolderOf(slot.Key))],
        };
    }

    public bool IsLocked(CardId cardId, object? transaction) =>
        locks.TryGetValue(cardId, out var holder) && holder != transaction;

    /// <summary>Locks cards, whether they have entries yet or not: all or none.</summary>
    public bool TryLock(IEnumerable<CardId> cardIds, object transaction)
    {
        var wanted = cardIds.ToList();
        if (wanted.Exists(cardId => IsLocked(cardId, transaction))) return false;
        foreach (var cardId in wanted) locks[cardId] = transaction;
        return true;
    }

    public void Unlock(object transaction)
    {
        if (locks.Count == 0) return;
        foreach (var cardId in locks.Where(held => held.Value == transaction).Select(held => held.Key).ToList())
            locks.Remove(cardId);
    }

    public void UnlockAll() => locks.Clear();

    /// <summary>Adds a range, unless its request has added one.</summary>
    public CommitStatus Register(StockRange range)
    {
        if (ranges.TryAdd(range.RequestKey, new PostedRange(range, step()))) return CommitStatus.Committed;
        var there = ranges[range.RequestKey].Range;
        return there.First == range.First && there.Last == range.Last ? CommitStatus.Replayed : CommitStatus.Conflict;
    }

    public bool IsInStock(CardNumber number) => ranges.Values.Any(row => row.Holds(number));

    /// <summary>
    /// Told of a transaction that has come and has locked nothing yet; the ledger note nothing of it.
    /// </summary>
    public virtual void Begin(IReadOnlyList<Commit> batch)
    {
    }

    /// <summary>Writes the batch whole, or nothing of it.</summary>
    public virtual WriteResult Write(IReadOnlyList<Commit> batch, object? transaction)
    {
        var check = new BatchCheck(this);
        foreach (var commit in batch)
            if (!check.Passes(commit, transaction)) return default;
        return new WriteResult(true, [.. batch.Select(Apply)]);
    }

    /// <summary>Whether a card is where its commit expects it; <paramref name="isFirst"/> in its batch.</summary>
    public virtual bool VersionCheckWorks(CardSteps steps, bool isFirst) =>
        isFirst && SeqOf(steps.CardId) == steps.ExpectedSeq;

    /// <summary>Whether the idempotency key is free; <paramref name="isFirst"/> in its batch.</summary>
    public virtual bool KeyIsFree(IdempotencyKey idempotencyKey, bool isFirst) =>
        isFirst && !uniqueKeys.ContainsKey(idempotencyKey.Value);

    /// <summary>Whether what a hold gives up is its card's, or what it takes is nobody's by then.</summary>
    public virtual bool IsFree(SlotChange slot, ImmutableArray<SlotChange> all)
    {
        if (slot.Change == SlotAction.Release) return HolderOf(slot.Key) == slot.CardId;
        return HolderOf(slot.Key) is null
            || all.Any(other => other.Key == slot.Key && other.Change == SlotAction.Release);
    }

    /// <summary>
    /// Whether another unique key is free; <paramref name="isFirst"/> in its batch.
    /// </summary>
    public virtual bool KeyIsFree(string key, bool isFirst) => isFirst && !uniqueKeys.ContainsKey(key);

    /// <summary>The most that all allocations together may take.</summary>
    public virtual long CapOf(Allocation allocation) => allocation.Cap;

    /// <summary>The first unit of one of a commit's allocations.</summary>
    protected virtual long FirstUnitOf(Commit commit, int at) => AllocatedOf(commit.Allocations[at].Key) + 1;

    /// <summary>Returns how many units are allocated from a counter by now.</summary>
    protected void Count(Allocation allocation, long allocated) =>
        counters[allocation.Key] = new Counter(allocated, allocation.Cap);

    /// <summary>Returns the part of a commit that is written.</summary>
    protected virtual IEnumerable<CardSteps> Written(Commit commit) => commit.Cards;

    /// <summary>The further idempotency keys that are used.</summary>
    protected virtual ImmutableArray<FurtherKey> FurtherOf(Commit commit) => commit.FurtherKeys;

    /// <summary>Gives exclusive slots up, then takes others.</summary>
    protected virtual void Change(ImmutableArray<SlotChange> changes)
    {
        foreach (var slot in changes)
            if (slot.Change == SlotAction.Release) slots.Remove(slot.Key);
        foreach (var slot in changes)
            if (slot.Change == SlotAction.Take) slots[slot.Key] = slot.CardId;
    }

    private ImmutableArray<long> Apply(Commit commit)
    {
        foreach (var steps in Written(commit))
        {
            if (!entries.TryGetValue(steps.CardId, out var rows)) entries[steps.CardId] = rows = [];
            foreach (var (entry, state) in steps.Entries.Zip(steps.States))
                rows.Add(new PostedEntry(entry, state, step()));
        }

        Change(commit.SlotChanges);
        var seq = commit.Answer.Seq;
        uniqueKeys[commit.IdempotencyKey.Value] = new UniqueKeyRow(
            commit.CardId, seq, commit.IdempotencyKey.Value, commit.IdempotencyKey.Fingerprint);
        foreach (var key in commit.UniqueKeys) uniqueKeys[key] = new UniqueKeyRow(commit.CardId, seq, key, null);
        foreach (var (idempotencyKey, entry) in FurtherOf(commit))
            uniqueKeys[idempotencyKey.Value] = new UniqueKeyRow(
                entry.CardId, entry.Seq, idempotencyKey.Value, idempotencyKey.Fingerprint);
        if (commit.Allocations.IsEmpty) return [];

        var units = new long[commit.Allocations.Length];
        for (var i = 0; i < units.Length; i++)
        {
            var allocation = commit.Allocations[i];
            units[i] = FirstUnitOf(commit, i);
            Count(allocation, units[i] + allocation.Quantity - 1);
            allocations.Add(
                new AllocationRow(allocation.Key, units[i], allocation.Quantity, commit.CardId, seq, 0, 0, true));
        }

        return [.. units];
    }
}

/// <summary>An entry, the card after it, and the step of the run in which it was committed.</summary>
internal readonly record struct PostedEntry(LedgerEntry Entry, CardState State, long Step);

/// <summary>A range of numbers in stock, and the step of the run in which it was registered.</summary>
internal readonly record struct PostedRange(StockRange Range, long Step)
{
    public bool Holds(CardNumber number) =>
        number.Digits.Length == Range.First.Digits.Length
        && string.CompareOrdinal(Range.First.Digits, number.Digits) <= 0
        && string.CompareOrdinal(number.Digits, Range.Last.Digits) <= 0;
}

/// <summary>A counter.</summary>
internal readonly record struct Counter(long Allocated, long Cap);
