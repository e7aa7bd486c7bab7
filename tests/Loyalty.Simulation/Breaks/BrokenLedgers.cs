using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Breaks;

/// <summary>ack-early: answers before the commit, unless only the commit can tell the units drawn.</summary>
internal sealed class EarlyLedger(ILedger inner) : LedgerWrapper(inner)
{
    public override Task<CommitOutcome> CommitAsync(Commit commit)
    {
        var outcome = base.CommitAsync(commit);
        return commit.Draws.IsEmpty
            ? Task.FromResult(new CommitOutcome(Verdict.Committed, commit.Answer, Units: []))
            : outcome;
    }
}

/// <summary>no-reload: after a fence miss the card is taken for what it was before.</summary>
internal sealed class StubbornLedger(ILedger inner) : LedgerWrapper(inner)
{
    private readonly Dictionary<CardId, CardState> remembered = [];

    public override async Task<CommitOutcome> CommitAsync(Commit commit)
    {
        var outcome = await base.CommitAsync(commit);
        if (outcome.Verdict == Verdict.Fenced) remembered[commit.CardId] = commit.Before;
        return outcome;
    }

    public override Task<CardState?> LoadAsync(CardId cardId) => remembered.TryGetValue(cardId, out var state)
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
        if (outcome.Verdict == Verdict.Committed) seen[commit.CardId] = commit.After.Seq;
        return outcome;
    }

    public override Task<Standing> CheckAsync(CardId cardId, Identity? identity) => identity is null != ofReads
        ? base.CheckAsync(cardId, identity)
        : Task.FromResult(new Standing(seen.GetValueOrDefault(cardId), null));
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
            var (verdict, units) = await WriteAsync(batch.ConvertAll(one => one.Commit));
            for (var i = 0; i < batch.Count; i++)
            {
                var (commit, answer) = batch[i];
                if (verdict == Verdict.Fenced) _ = PassOnAsync(commit, answer);
                else answer.SetResult(new CommitOutcome(verdict, commit.Answer, Units: units?[i] ?? []));
            }
        }

        isSending = false;
    }

    private async Task<(Verdict Verdict, IReadOnlyList<ImmutableArray<long>>? Units)> WriteAsync(List<Commit> batch)
    {
        try
        {
            var result = await store.WriteAsync(batch, CancellationToken.None);
            return result.Written ? (Verdict.Committed, result.Units) : (Verdict.Fenced, null);
        }
        catch (StoreException exception)
        {
            return (exception.Failure == StoreFailure.Unknown ? Verdict.Unknown : Verdict.Unavailable, null);
        }
    }

    /// <summary>Where a guard failed, all go the sound way.</summary>
    private async Task PassOnAsync(Commit commit, TaskCompletionSource<CommitOutcome> answer) =>
        answer.SetResult(await base.CommitAsync(commit));
}
