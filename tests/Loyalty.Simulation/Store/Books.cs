using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Store;

/// <summary>
/// The tables of the ledger with their constraints, in memory: an entry's seq is the fence, and its state the card;
/// identities and claims are unique; counted rows have bounds; a batch is written whole or not at all; a card may be
/// locked by another transaction.
/// </summary>
/// <param name="step">The run's own order, noted with each entry.</param>
internal class Books(Func<long> step)
{
    private readonly Dictionary<CardId, List<BookedEntry>> entries = [];
    private readonly Dictionary<string, ClaimRow> claims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CardId> holdings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Counter> counters = new(StringComparer.Ordinal);
    private readonly List<DrawRow> draws = [];
    private readonly Dictionary<string, BookedRange> ranges = new(StringComparer.Ordinal);
    private readonly Dictionary<CardId, object> locks = [];

    public IReadOnlyDictionary<string, ClaimRow> Claims => claims;

    /// <summary>Who has each key.</summary>
    public IReadOnlyDictionary<string, CardId> Holdings => holdings;

    public IReadOnlyList<DrawRow> Draws => draws;

    public IReadOnlyDictionary<string, Counter> Counters => counters;

    /// <summary>The ranges of numbers in stock, by the requests that registered them.</summary>
    public IReadOnlyDictionary<string, BookedRange> Ranges => ranges;

    public IEnumerable<CardId> CardIds => entries.Keys;

    public IEnumerable<BookedEntry> Entries => entries.Values.SelectMany(rows => rows);

    public IReadOnlyList<BookedEntry> EntriesOf(CardId cardId) => entries.TryGetValue(cardId, out var rows) ? rows : [];

    public CardState? Load(CardId cardId) => entries.TryGetValue(cardId, out var rows) ? rows[^1].State : null;

    public long SeqOf(CardId cardId) => Load(cardId)?.Seq ?? 0;

    public CardId? ClaimantOf(string key) => claims.TryGetValue(key, out var row) ? row.CardId : null;

    public CardId? HolderOf(string key) => holdings.TryGetValue(key, out var cardId) ? cardId : null;

    public IReadOnlyList<HoldingRow> HoldingsBetween(string after, string before, int limit) =>
    [
        .. holdings.Where(held => string.CompareOrdinal(held.Key, after) > 0
                && string.CompareOrdinal(held.Key, before) < 0)
            .OrderBy(held => held.Key, StringComparer.Ordinal).Take(limit)
            .Select(held => new HoldingRow(held.Value, held.Key)),
    ];

    public ImmutableArray<LedgerEntry> ReadEntries(CardId cardId, long afterSeq, int limit) =>
    [
        .. EntriesOf(cardId).Select(booked => booked.Entry).Where(entry => entry.Seq > afterSeq)
            .OrderBy(entry => entry.Seq).Take(limit),
    ];

    public long DrawnOf(string key) => counters.TryGetValue(key, out var counter) ? counter.Drawn : 0;

    /// <summary>What an identity that is there already makes of one that comes now.</summary>
    public virtual CommitOutcome? EarlierOf(Identity identity)
    {
        if (!claims.TryGetValue(identity.Key, out var row)) return null;
        return identity.Meaning.Equals(row.Meaning)
            ? new CommitOutcome(Verdict.Replayed, entries[row.CardId].Find(booked => booked.Entry.Seq == row.Seq).Entry)
            : new CommitOutcome(
                Verdict.Conflict,
                Difference: row.Meaning is null ? null : identity.Meaning.FirstDifference(row.Meaning));
    }

    /// <summary>What the guards of a commit would say to a transaction now.</summary>
    public virtual Inspection Inspect(Commit commit, object? transaction)
    {
        string? taken = null;
        foreach (var key in commit.FurtherKeys())
            if (!KeyIsFree(key, isFirst: true)) taken ??= key;
        return new Inspection(
            EarlierOf(commit.Identity), taken, [.. commit.Cards.Select(steps => SeqOf(steps.CardId))],
            commit.Cards.Any(steps => IsLocked(steps.CardId, transaction)),
            commit.Draws.IsEmpty ? [] : [.. commit.Draws.Select(draw => DrawnOf(draw.Key))])
        {
            Holders = commit.Holds.IsEmpty ? [] : [.. commit.Holds.Select(hold => HolderOf(hold.Key))],
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
    public Verdict Register(StockRange range)
    {
        if (ranges.TryAdd(range.RequestKey, new BookedRange(range, step()))) return Verdict.Committed;
        var there = ranges[range.RequestKey].Range;
        return there.First == range.First && there.Last == range.Last ? Verdict.Replayed : Verdict.Conflict;
    }

    public bool IsInStock(CardNumber number) => ranges.Values.Any(booked => booked.Holds(number));

    /// <summary>Told of a transaction that has come and has locked nothing yet; the books note nothing of it.</summary>
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
    public virtual bool FenceHolds(CardSteps steps, bool isFirst) =>
        isFirst && SeqOf(steps.CardId) == steps.ExpectedSeq;

    /// <summary>Whether the identity is free; <paramref name="isFirst"/> in its batch.</summary>
    public virtual bool IdentityIsFree(Identity identity, bool isFirst) => isFirst && !claims.ContainsKey(identity.Key);

    /// <summary>Whether what a hold gives up is its card's, or what it takes is nobody's by then.</summary>
    public virtual bool IsFree(Hold hold, ImmutableArray<Hold> all)
    {
        if (hold.Change == HoldChange.Release) return HolderOf(hold.Key) == hold.CardId;
        return HolderOf(hold.Key) is null
            || all.Any(other => other.Key == hold.Key && other.Change == HoldChange.Release);
    }

    /// <summary>Whether another claim or a further identity is free; <paramref name="isFirst"/> in its batch.</summary>
    public virtual bool KeyIsFree(string key, bool isFirst) => isFirst && !claims.ContainsKey(key);

    /// <summary>The most that all draws together may take.</summary>
    public virtual long BoundOf(Draw draw) => draw.Bound;

    /// <summary>The first unit of one of a commit's draws.</summary>
    protected virtual long FirstUnitOf(Commit commit, int at) => DrawnOf(commit.Draws[at].Key) + 1;

    /// <summary>Says how many units are drawn from a counted row by now.</summary>
    protected void Count(Draw draw, long drawn) => counters[draw.Key] = new Counter(drawn, draw.Bound);

    /// <summary>What of a commit is written.</summary>
    protected virtual IEnumerable<CardSteps> Written(Commit commit) => commit.Cards;

    /// <summary>The further identities that are claimed.</summary>
    protected virtual ImmutableArray<FurtherIdentity> FurtherOf(Commit commit) => commit.FurtherIdentities;

    /// <summary>Gives holdings up, then takes others.</summary>
    protected virtual void Change(ImmutableArray<Hold> holds)
    {
        foreach (var hold in holds)
            if (hold.Change == HoldChange.Release) holdings.Remove(hold.Key);
        foreach (var hold in holds)
            if (hold.Change == HoldChange.Take) holdings[hold.Key] = hold.CardId;
    }

    private ImmutableArray<long> Apply(Commit commit)
    {
        foreach (var steps in Written(commit))
        {
            if (!entries.TryGetValue(steps.CardId, out var rows)) entries[steps.CardId] = rows = [];
            foreach (var (entry, state) in steps.Entries.Zip(steps.States))
                rows.Add(new BookedEntry(entry, state, step()));
        }

        Change(commit.Holds);
        var seq = commit.Answer.Seq;
        claims[commit.Identity.Key] = new ClaimRow(commit.CardId, seq, commit.Identity.Key, commit.Identity.Meaning);
        foreach (var key in commit.Claims) claims[key] = new ClaimRow(commit.CardId, seq, key, null);
        foreach (var (identity, entry) in FurtherOf(commit))
            claims[identity.Key] = new ClaimRow(entry.CardId, entry.Seq, identity.Key, identity.Meaning);
        if (commit.Draws.IsEmpty) return [];

        var units = new long[commit.Draws.Length];
        for (var i = 0; i < units.Length; i++)
        {
            var draw = commit.Draws[i];
            units[i] = FirstUnitOf(commit, i);
            Count(draw, units[i] + draw.Quantity - 1);
            draws.Add(new DrawRow(draw.Key, units[i], draw.Quantity, commit.CardId, seq, 0, 0, true));
        }

        return [.. units];
    }
}

/// <summary>An entry, the card after it, and the step of the run in which it was committed.</summary>
internal readonly record struct BookedEntry(LedgerEntry Entry, CardState State, long Step);

/// <summary>A range of numbers in stock, and the step of the run in which it was registered.</summary>
internal readonly record struct BookedRange(StockRange Range, long Step)
{
    public bool Holds(CardNumber number) =>
        number.Digits.Length == Range.First.Digits.Length
        && string.CompareOrdinal(Range.First.Digits, number.Digits) <= 0
        && string.CompareOrdinal(number.Digits, Range.Last.Digits) <= 0;
}

/// <summary>A counted row.</summary>
internal readonly record struct Counter(long Drawn, long Bound);
