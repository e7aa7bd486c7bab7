using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Breaks;

/// <summary>ack-early: answers before the commit, unless only the commit can tell the units allocated.</summary>
internal sealed class EarlyLedger(ILedger inner) : LedgerWrapper(inner)
{
    public override Task<CommitOutcome> CommitAsync(Commit commit)
    {
        var outcome = base.CommitAsync(commit);
        return commit.Allocations.IsEmpty
            ? Task.FromResult(new CommitOutcome(CommitStatus.Committed, commit.Answer, Units: []))
            : outcome;
    }
}

/// <summary>no-reload: after a version check miss the card is taken for what it was before.</summary>
internal sealed class StubbornLedger(ILedger inner) : LedgerWrapper(inner)
{
    private readonly Dictionary<CardId, CardState> cached = [];

    public override async Task<CommitOutcome> CommitAsync(Commit commit)
    {
        var outcome = await base.CommitAsync(commit);
        if (outcome.Status == CommitStatus.VersionConflict) cached[commit.CardId] = commit.Before;
        return outcome;
    }

    public override Task<CardState?> LoadAsync(CardId cardId) => cached.TryGetValue(cardId, out var state)
        ? Task.FromResult<CardState?>(state)
        : base.LoadAsync(cardId);
}

/// <summary>
/// stale-refusal: agrees to every no, as of the seq that was last seen, without asking the store; stale-read: to every
/// read.
/// </summary>
internal sealed class RefusingLedger(ILedger inner, bool ofReads) : LedgerWrapper(inner)
{
    private readonly Dictionary<CardId, long> seen = [];

    public override async Task<CardState?> LoadAsync(CardId cardId)
    {
        var state = await base.LoadAsync(cardId);
        seen[cardId] = state?.Seq ?? 0;
        return state;
    }

    public override async Task<CommitOutcome> CommitAsync(Commit commit)
    {
        var outcome = await base.CommitAsync(commit);
        if (outcome.Status == CommitStatus.Committed) seen[commit.CardId] = commit.After.Seq;
        return outcome;
    }

    public override Task<CardHead> CheckAsync(CardId cardId, IdempotencyKey? idempotencyKey) =>
        idempotencyKey is null != ofReads
        ? base.CheckAsync(cardId, idempotencyKey)
        : Task.FromResult(new CardHead(seen.GetValueOrDefault(cardId), null));
}

/// <summary>
/// card-twice-in-batch: sends whatever is queued as one batch, never looking whether two of it share a card.
/// </summary>
internal sealed class CarelessLedger(ILedger inner, ILedgerStore store, Kernel.Machine machine) : LedgerWrapper(inner)
{
    private readonly List<(Commit Commit, TaskCompletionSource<CommitOutcome> Answer)> queue = [];
    private bool isSending;

    public override Task<CommitOutcome> CommitAsync(Commit commit)
    {
        var answer = new TaskCompletionSource<CommitOutcome>();
        queue.Add((commit, answer));
        if (!isSending) machine.Start(SendAsync);
        isSending = true;
        return answer.Task;
    }

    private async Task SendAsync()
    {
        while (queue.Count > 0)
        {
            var batch = queue.ToList();
            queue.Clear();
            var (status, units) = await WriteAsync(batch.ConvertAll(one => one.Commit));
            for (var i = 0; i < batch.Count; i++)
            {
                var (commit, answer) = batch[i];
                if (status == CommitStatus.VersionConflict) _ = PassOnAsync(commit, answer);
                else answer.SetResult(new CommitOutcome(status, commit.Answer, Units: units?[i] ?? []));
            }
        }

        isSending = false;
    }

    private async Task<(CommitStatus Status, IReadOnlyList<ImmutableArray<long>>? Units)> WriteAsync(List<Commit> batch)
    {
        try
        {
            var result = await store.WriteAsync(batch, CancellationToken.None);
            return result.Written ? (CommitStatus.Committed, result.Units) : (CommitStatus.VersionConflict, null);
        }
        catch (StoreException exception)
        {
            return (exception.Failure == StoreFailure.Unknown ? CommitStatus.Unknown : CommitStatus.Unavailable, null);
        }
    }

    /// <summary>Passes all on in the sound way, after a guard failed.</summary>
    private async Task PassOnAsync(Commit commit, TaskCompletionSource<CommitOutcome> answer) =>
        answer.SetResult(await base.CommitAsync(commit));
}
