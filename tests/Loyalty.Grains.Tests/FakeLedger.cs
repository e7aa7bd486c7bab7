using System.Collections.Concurrent;
using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;
using Loyalty.Ledger;

namespace Loyalty.Grains.Tests;

/// <summary>A ledger in memory with the expected version and the idempotency keys, which can be told to fail.</summary>
internal sealed class FakeLedger : ILedger
{
    private readonly Lock gate = new();
    private readonly Dictionary<CardId, CardState> cards = [];
    private readonly Dictionary<string, CardId> slots = new(StringComparer.Ordinal);
    private readonly List<LedgerEntry> entries = [];
    private readonly Dictionary<string, (Fingerprint Fingerprint, LedgerEntry Entry)> idempotencyKeys = [];

    /// <summary>Calls made, by kind.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>The outcome that the next commits are told instead of the truth; null tells the truth.</summary>
    public Func<Commit, CommitOutcome?>? Instead { get; set; }

    /// <summary>Whether reads fail as they do where the database can't be reached.</summary>
    public bool ReadsFail { get; set; }

    /// <summary>The exception that they fail with.</summary>
    public Func<Exception> Failure { get; set; } = () => new LedgerException("told to fail");

    /// <summary>Holds every commit until it completes.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Task<CardState?> LoadAsync(CardId cardId)
    {
        Count("load");
        lock (gate) return Task.FromResult(cards.GetValueOrDefault(cardId));
    }

    public async Task<CommitOutcome> CommitAsync(Commit commit)
    {
        Count("commit");
        await Gate;
        return Instead?.Invoke(commit) ?? Write(commit);
    }

    public Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey)
    {
        Count("check");
        lock (gate)
        {
            return Task.FromResult(new CardHead(
                cards.GetValueOrDefault(cardId)?.Seq ?? 0, idempotencyKey is null
                    ? null : PriorOutcome(idempotencyKey)));
        }
    }

    public Task<CardId?> FindCardAsync(CardNumber number)
    {
        Count("find");
        lock (gate)
        {
            foreach (var card in cards.Values)
                if (card.Number == number) return Task.FromResult<CardId?>(card.CardId);
        }

        return Task.FromResult<CardId?>(null);
    }

    public Task<CardId?> FindCardAsync(MemberId member, CardType type)
    {
        lock (gate)
        {
            var isHeld = slots.TryGetValue(CardLife.MemberSlotKey(member, type), out var cardId);
            return Task.FromResult<CardId?>(isHeld ? cardId : null);
        }
    }

    public Task<CardState?> LoadAsOfAsync(CardId cardId, DateTimeOffset instant) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<LedgerEntry>> ReadEntriesAsync(CardId cardId, EntryScan scan)
    {
        Count("read");
        lock (gate)
        {
            return Task.FromResult(
                scan.Of(entries.Where(entry => entry.CardId == cardId)).ToImmutableArray());
        }
    }

    public Task<RulesVersion> RegisterRulesAsync(ProgramRules rules) => Task.FromResult(new RulesVersion(1, rules));

    /// <summary>Commits behind the grain's back, as another activation would.</summary>
    public CommitOutcome Write(Commit commit)
    {
        lock (gate)
        {
            if (PriorOutcome(commit.IdempotencyKey) is { } earlier) return earlier;
            foreach (var steps in commit.Cards)
            {
                if ((cards.GetValueOrDefault(steps.CardId)?.Seq ?? 0) != steps.ExpectedSeq)
                    return new CommitOutcome(CommitStatus.VersionConflict);
            }

            foreach (var (further, _) in commit.FurtherKeys)
            {
                if (idempotencyKeys.ContainsKey(further.Value)) return new CommitOutcome(
                    CommitStatus.KeyAlreadyUsed, Key: further.Value);
            }

            foreach (var slot in commit.SlotChanges)
            {
                if (slot.Change == SlotAction.Take && slots.ContainsKey(slot.Key))
                    return new CommitOutcome(CommitStatus.KeyAlreadyUsed, Key: slot.Key);
            }

            foreach (var steps in commit.Cards)
            {
                cards[steps.CardId] = steps.After;
                entries.AddRange(steps.Entries);
            }

            foreach (var (further, named) in commit.FurtherKeys)
            {
                idempotencyKeys[further.Value] = (
                    further.Fingerprint, entries.Find(entry => new EntryReference(entry.CardId, entry.Seq) == named)!);
            }

            foreach (var slot in commit.SlotChanges)
            {
                if (slot.Change == SlotAction.Release) slots.Remove(slot.Key);
                else slots.Add(slot.Key, slot.CardId);
            }

            idempotencyKeys[commit.IdempotencyKey.Value] = (commit.IdempotencyKey.Fingerprint, commit.Answer);
            return new CommitOutcome(CommitStatus.Committed, commit.Answer);
        }
    }

    public CardState Card(CardId cardId)
    {
        lock (gate) return cards[cardId];
    }

    private CommitOutcome? PriorOutcome(IdempotencyKey idempotencyKey)
    {
        if (!idempotencyKeys.TryGetValue(idempotencyKey.Value, out var earlier)) return null;
        return earlier.Fingerprint.FirstDifference(idempotencyKey.Fingerprint) is { } difference
            ? new CommitOutcome(CommitStatus.Conflict, Difference: difference)
            : new CommitOutcome(CommitStatus.Replayed, earlier.Entry);
    }

    private void Count(string call)
    {
        Calls.AddOrUpdate(call, 1, (_, count) => count + 1);
        if (ReadsFail && call != "commit") throw Failure();
    }
}
