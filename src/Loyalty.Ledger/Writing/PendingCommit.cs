using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Commits;

namespace Loyalty.Ledger.Writing;

/// <summary>A commit on its way: waiting in the queue, or in flight in a lane's batch.</summary>
internal sealed class PendingCommit(
    Commit commit, TimeSpan since, TimeSpan deadline, TaskCompletionSource<CommitOutcome> answer,
    Action<PendingCommit, CommitStatus> answered)
{
    public Commit Commit => commit;

    /// <summary>When it was handed over, on the queue's clock.</summary>
    public TimeSpan Since => since;

    /// <summary>From here on it isn't sent any more.</summary>
    public TimeSpan Deadline => deadline;

    /// <summary>Until here it waits before it is sent again.</summary>
    public TimeSpan NotBefore { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Whether a transaction that held it was sent and its answer lost: it may be in the ledger.</summary>
    public bool MayBeCommitted { get; private set; }

    public bool IsAnswered => answer.Task.IsCompleted;

    public Task<CommitOutcome> Answer => answer.Task;

    /// <summary>About its size on the wire.</summary>
    public int Bytes { get; } = 400 + BytesOf(commit.Cards)
        + 100 * (commit.UniqueKeys.Length + commit.Allocations.Length + commit.SlotChanges.Length
            + commit.FurtherKeys.Length);

    public bool TryAnswer(CommitOutcome outcome)
    {
        if (!answer.TrySetResult(outcome)) return false;
        answered(this, outcome.Status);
        return true;
    }

    /// <summary>The answer of one that isn't settled at its deadline and isn't in flight.</summary>
    public CommitOutcome AtDeadline() => new(MayBeCommitted ? CommitStatus.Unknown : CommitStatus.Unavailable);

    public void Postpone(TimeSpan until)
    {
        Attempts++;
        NotBefore = until;
    }

    public void LostAnswer() => MayBeCommitted = true;

    /// <summary>Whether one of its cards is among these.</summary>
    public bool IsOfOneOf(HashSet<CardId> cards)
    {
        foreach (var steps in commit.Cards)
            if (cards.Contains(steps.CardId)) return true;
        return false;
    }

    public void AddCardsTo(HashSet<CardId> cards)
    {
        foreach (var steps in commit.Cards) cards.Add(steps.CardId);
    }

    public void RemoveCardsFrom(HashSet<CardId> cards)
    {
        foreach (var steps in commit.Cards) cards.Remove(steps.CardId);
    }

    /// <summary>
    /// The keys it would take or give up: its idempotency keys, its other unique keys and its exclusive slots.
    /// </summary>
    public bool TakesOneOf(HashSet<string> keys)
    {
        if (keys.Contains(commit.IdempotencyKey.Value)) return true;
        foreach (var uniqueKey in commit.UniqueKeys)
            if (keys.Contains(uniqueKey)) return true;
        foreach (var further in commit.FurtherKeys)
            if (keys.Contains(further.IdempotencyKey.Value)) return true;
        foreach (var slot in commit.SlotChanges)
            if (keys.Contains(slot.Key)) return true;
        return false;
    }

    public void AddKeysTo(HashSet<string> keys)
    {
        keys.Add(commit.IdempotencyKey.Value);
        foreach (var uniqueKey in commit.UniqueKeys) keys.Add(uniqueKey);
        foreach (var further in commit.FurtherKeys) keys.Add(further.IdempotencyKey.Value);
        foreach (var slot in commit.SlotChanges) keys.Add(slot.Key);
    }

    public void RemoveKeysFrom(HashSet<string> keys)
    {
        keys.Remove(commit.IdempotencyKey.Value);
        foreach (var uniqueKey in commit.UniqueKeys) keys.Remove(uniqueKey);
        foreach (var further in commit.FurtherKeys) keys.Remove(further.IdempotencyKey.Value);
        foreach (var slot in commit.SlotChanges) keys.Remove(slot.Key);
    }

    private static int BytesOf(ImmutableArray<CardSteps> cards)
    {
        var bytes = 0;
        foreach (var steps in cards)
        {
            bytes += 600 * steps.Entries.Length + 40 * steps.After.Lots.Length;
            foreach (var entry in steps.Entries)
                if (entry.Content is { } content) bytes += 150 * (content.Lines.Length + content.Tenders.Length);
        }

        return bytes;
    }
}
