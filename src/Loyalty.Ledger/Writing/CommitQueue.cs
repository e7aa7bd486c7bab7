using Loyalty.Domain;

namespace Loyalty.Ledger.Writing;

/// <summary>
/// Commits waiting for a lane, oldest first. Commits in flight together have distinct cards, idempotency keys, unique
/// keys and exclusive slots, and a card's commits leave in the order in which they came, also those of several cards.
/// One alarm answers what is overdue, also when every lane hangs.
/// </summary>
internal sealed class CommitQueue
{
    private readonly Lock gate = new();
    private readonly LinkedList<PendingCommit> waiting = [];
    private readonly HashSet<PendingCommit> inFlight = [];
    private readonly HashSet<CardId> busyCards = [];
    private readonly HashSet<string> busyKeys = new(StringComparer.Ordinal);
    private readonly LedgerOptions options;
    private readonly TimeProvider time;
    private readonly Action startLane;
    private readonly ITimer alarm;
    private readonly long origin;
    private readonly TaskCompletionSource<bool> drained;
    private TimeSpan alarmAt = TimeSpan.MaxValue;
    private long bytes;
    private int lanes;
    private bool closed;

    /// <param name="options">The bounds.</param>
    /// <param name="environment">Time and completions.</param>
    /// <param name="startLane">Starts a lane, which takes batches until there is none.</param>
    public CommitQueue(LedgerOptions options, LedgerEnvironment environment, Action startLane)
    {
        this.options = options;
        this.startLane = startLane;
        time = environment.Time;
        origin = time.GetTimestamp();
        drained = environment.Completions.Create<bool>();
        alarm = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Now => time.GetElapsedTime(origin);

    /// <summary>Adds a commit; says at once if there is no room, or no service any more.</summary>
    public CommitStatus? Add(PendingCommit commit)
    {
        lock (gate)
        {
            if (closed) return CommitStatus.Unavailable;
            if (waiting.Count >= options.MaxQueuedCommits || bytes + commit.Bytes > options.MaxQueuedBytes)
                return CommitStatus.Overloaded;
            waiting.AddLast(commit);
            bytes += commit.Bytes;
            SetAlarm(commit.Deadline);
            StartLane();
            return null;
        }
    }

    /// <summary>Takes what may fly now. When there is nothing the lane ends: an empty batch is its last.</summary>
    public List<PendingCommit> Take()
    {
        lock (gate)
        {
            var batch = new List<PendingCommit>(Math.Min(waiting.Count, options.MaxBatchCommits));
            var now = Now;
            var size = 0;
            HashSet<CardId>? passedOver = null;
            for (var node = waiting.First; node is not null && batch.Count < options.MaxBatchCommits;)
            {
                var (commit, current) = (node.Value, node);
                node = node.Next;
                var isBusy = commit.IsOfOneOf(busyCards) || (passedOver is not null && commit.IsOfOneOf(passedOver));
                if (isBusy && commit.Commit.Cards.Length == 1) continue;
                if (isBusy || commit.NotBefore > now || commit.Deadline <= now || commit.TakesOneOf(busyKeys))
                {
                    commit.AddCardsTo(passedOver ??= []);
                    continue;
                }

                if (batch.Count > 0 && size + commit.Bytes > options.MaxBatchBytes) break;
                size += commit.Bytes;
                batch.Add(commit);
                waiting.Remove(current);
                Occupy(commit);
            }

            if (batch.Count == 0) lanes--;
            else if (waiting.Count > 0) StartLane();
            CompleteIfDrained();
            return batch;
        }
    }

    /// <summary>
    /// Ends a batch's flight. What isn't answered goes back to the front, or is answered if it is late.
    /// </summary>
    public void Return(List<PendingCommit> batch)
    {
        List<PendingCommit>? overdue = null;
        lock (gate)
        {
            var now = Now;
            for (var i = batch.Count - 1; i >= 0; i--)
            {
                var commit = batch[i];
                Vacate(commit);
                if (commit.IsAnswered) continue;
                if (commit.Deadline <= now)
                {
                    (overdue ??= []).Add(commit);
                    continue;
                }

                commit.Postpone(now + options.Backoff(commit.Attempts));
                waiting.AddFirst(commit);
                bytes += commit.Bytes;
                SetAlarm(commit.NotBefore < commit.Deadline ? commit.NotBefore : commit.Deadline);
            }
        }

        Answer(overdue);
    }

    /// <summary>A lane ended by a failure: there is room for another.</summary>
    public void LaneBroke()
    {
        lock (gate) lanes--;
    }

    /// <summary>Takes no more commits; ends when the last is answered.</summary>
    public Task DrainAsync()
    {
        lock (gate)
        {
            closed = true;
            CompleteIfDrained();
            return drained.Task;
        }
    }

    private void Occupy(PendingCommit commit)
    {
        bytes -= commit.Bytes;
        inFlight.Add(commit);
        commit.AddCardsTo(busyCards);
        commit.AddKeysTo(busyKeys);
    }

    private void Vacate(PendingCommit commit)
    {
        inFlight.Remove(commit);
        commit.RemoveCardsFrom(busyCards);
        commit.RemoveKeysFrom(busyKeys);
    }

    /// <summary>Answers what is overdue, wakes a lane for what may be sent again, and sets the next alarm.</summary>
    private void Ring()
    {
        var overdue = new List<PendingCommit>();
        lock (gate)
        {
            var now = Now;
            alarmAt = TimeSpan.MaxValue;
            for (var node = waiting.First; node is not null;)
            {
                var (commit, current) = (node.Value, node);
                node = node.Next;
                if (commit.Deadline > now)
                {
                    var pauses = commit.NotBefore > now && commit.NotBefore < commit.Deadline;
                    SetAlarm(pauses ? commit.NotBefore : commit.Deadline);
                    continue;
                }

                waiting.Remove(current);
                bytes -= commit.Bytes;
                overdue.Add(commit);
            }

            foreach (var commit in inFlight)
            {
                if (commit.IsAnswered) continue;
                if (commit.Deadline + options.Grace > now) SetAlarm(commit.Deadline + options.Grace);
                else overdue.Add(commit);
            }

            // In flight at its deadline and beyond: the lane hangs, and nobody knows.
            foreach (var commit in overdue)
                if (inFlight.Contains(commit)) commit.LostAnswer();
            if (waiting.Count > 0) StartLane();
            CompleteIfDrained();
        }

        Answer(overdue);
    }

    /// <summary>Outside the gate: in the simulator whoever awaits the answer runs at once.</summary>
    private static void Answer(List<PendingCommit>? overdue)
    {
        if (overdue is null) return;
        foreach (var commit in overdue) commit.TryAnswer(commit.AtDeadline());
    }

    private void SetAlarm(TimeSpan at)
    {
        if (at >= alarmAt) return;
        alarmAt = at;
        var due = at - Now;
        var wholeMilliseconds = Math.Max(0, Math.Ceiling(due.TotalMilliseconds)); // timers round down
        alarm.Change(TimeSpan.FromMilliseconds(wholeMilliseconds), Timeout.InfiniteTimeSpan);
    }

    private void StartLane()
    {
        if (lanes >= options.WriteLanes) return;
        lanes++;
        startLane();
    }

    private void CompleteIfDrained()
    {
        if (closed && waiting.Count == 0 && inFlight.Count == 0) drained.TrySetResult(true);
    }
}
