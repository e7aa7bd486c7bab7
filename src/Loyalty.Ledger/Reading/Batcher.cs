namespace Loyalty.Ledger.Reading;

/// <summary>
/// Many callers' questions in one query: whatever is queued goes, never waiting for more. A failed query is asked
/// again until its questions' deadline; an alarm answers them then, also when every lane hangs.
/// </summary>
internal sealed class Batcher<TQuestion, TAnswer>
{
    private readonly Lock gate = new();
    private readonly Queue<Waiting> queue = [];
    private readonly HashSet<List<Waiting>> inFlight = [];
    private readonly LedgerOptions options;
    private readonly LedgerEnvironment environment;
    private readonly LedgerMetrics metrics;
    private readonly Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> ask;
    private readonly long origin;
    private readonly ITimer alarm;
    private bool alarmIsSet;
    private int lanes;

    public Batcher(
        LedgerOptions options, LedgerEnvironment environment, LedgerMetrics metrics,
        Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> ask)
    {
        (this.options, this.environment, this.metrics, this.ask) = (options, environment, metrics, ask);
        origin = environment.Time.GetTimestamp();
        alarm = environment.Time.CreateTimer(
            _ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => environment.Time.GetElapsedTime(origin);

    /// <exception cref="LedgerException">The queue is full, or the database can't be asked in time.</exception>
    public Task<TAnswer> AskAsync(TQuestion question)
    {
        var waiting = new Waiting(question, Now + options.Deadline, environment.Completions.Create<TAnswer>());
        lock (gate)
        {
            if (queue.Count >= options.MaxQueuedQueries) throw new LedgerException("Too many questions are waiting.");
            queue.Enqueue(waiting);
            SetAlarm(waiting.Deadline);
            if (lanes < options.ReadLanes)
            {
                lanes++;
                environment.Runner.Start(RunLaneAsync);
            }
        }

        return waiting.Answer.Task;
    }

    private async Task RunLaneAsync()
    {
        try
        {
            while (Take() is { Count: > 0 } batch) await AnswerAsync(batch);
        }
#pragma warning disable CA1031 // memory ran out between two batches; the next question starts another lane
        catch (Exception)
#pragma warning restore CA1031
        {
            lock (gate) lanes--;
        }
    }

    private async Task AnswerAsync(List<Waiting> batch)
    {
        for (var attempts = 0; batch.Exists(waiting => !waiting.Answer.Task.IsCompleted); attempts++)
        {
            if (await TryAnswerAsync(batch)) break;
            await Task.Delay(options.Backoff(attempts), environment.Time);
        }

        lock (gate) inFlight.Remove(batch);
    }

    private List<Waiting> Take()
    {
        lock (gate)
        {
            var batch = new List<Waiting>(Math.Min(queue.Count, options.MaxBatchQueries));
            while (batch.Count < options.MaxBatchQueries && queue.TryDequeue(out var waiting)) batch.Add(waiting);
            if (batch.Count == 0) lanes--;
            else inFlight.Add(batch);
            return batch;
        }
    }

    private async Task<bool> TryAnswerAsync(List<Waiting> batch)
    {
        try
        {
            var answers = await ask(batch.ConvertAll(waiting => waiting.Question));
            for (var i = 0; i < batch.Count; i++) batch[i].Answer.TrySetResult(answers[i]);
            return true;
        }
        catch (StoreException exception)
        {
            metrics.Failed(exception.Failure);
            if (exception.Failure != StoreFailure.OtherDatabase) return false;
            Refuse(batch, exception);
            return true;
        }
#pragma warning disable CA1031 // a lane outlives every mistake; those who asked hear of it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Refuse(batch, exception);
            return true;
        }
    }

    private static void Refuse(List<Waiting> batch, Exception exception)
    {
        foreach (var waiting in batch)
            waiting.Answer.TrySetException(new LedgerException("The question could not be asked.", exception));
    }

    /// <summary>Answers what is overdue. Deadlines ascend in the order of asking.</summary>
    private void Ring()
    {
        var overdue = new List<Waiting>();
        lock (gate)
        {
            var now = Now;
            alarmIsSet = false;
            while (queue.TryPeek(out var first) && first.Deadline <= now) overdue.Add(queue.Dequeue());
            var next = queue.TryPeek(out var waits) ? waits.Deadline : TimeSpan.MaxValue;
            foreach (var waiting in inFlight.SelectMany(batch => batch))
            {
                if (waiting.Answer.Task.IsCompleted) continue;
                if (waiting.Deadline <= now) overdue.Add(waiting);
                else if (waiting.Deadline < next) next = waiting.Deadline;
            }

            if (next < TimeSpan.MaxValue) SetAlarm(next);
        }

        foreach (var waiting in overdue)
            waiting.Answer.TrySetException(new LedgerException("The database could not be asked in time."));
    }

    private void SetAlarm(TimeSpan at)
    {
        if (alarmIsSet) return;
        alarmIsSet = true;
        var wholeMilliseconds = Math.Max(1, Math.Ceiling((at - Now).TotalMilliseconds)); // timers round down
        alarm.Change(TimeSpan.FromMilliseconds(wholeMilliseconds), Timeout.InfiniteTimeSpan);
    }

    private readonly record struct Waiting(
        TQuestion Question, TimeSpan Deadline, TaskCompletionSource<TAnswer> Answer);
}
