namespace Loyalty.Ledger.Reading;

/// <summary>
/// Many callers' questions in one query: whatever is queued goes, never waiting for more. A failed query is asked
/// again until its questions' deadline.
/// </summary>
internal sealed class Batcher<TQuestion, TAnswer>(
    LedgerOptions options,
    LedgerSurroundings surroundings,
    LedgerMetrics metrics,
    Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> ask)
{
    private readonly Lock gate = new();
    private readonly Queue<Waiting> queue = [];
    private readonly long origin = surroundings.Time.GetTimestamp();
    private int lanes;

    private TimeSpan Now => surroundings.Time.GetElapsedTime(origin);

    /// <exception cref="LedgerException">The queue is full, or the database can't be asked in time.</exception>
    public Task<TAnswer> AskAsync(TQuestion question)
    {
        var waiting = new Waiting(question, Now + options.Deadline, surroundings.Completions.Create<TAnswer>());
        lock (gate)
        {
            if (queue.Count >= options.MaxQueuedQueries) throw new LedgerException("Too many questions are waiting.");
            queue.Enqueue(waiting);
            if (lanes < options.ReadLanes)
            {
                lanes++;
                surroundings.Runner.Start(RunLaneAsync);
            }
        }

        return waiting.Answer.Task;
    }

    private async Task RunLaneAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            for (var attempts = 0; batch.Count > 0; attempts++)
            {
                var failure = await TryAnswerAsync(batch);
                if (failure is null) break;
                batch = GiveUpLate(batch, failure);
                if (batch.Count > 0) await Task.Delay(options.Backoff(attempts), surroundings.Time);
            }
        }
    }

    private List<Waiting> Take()
    {
        lock (gate)
        {
            var batch = new List<Waiting>(Math.Min(queue.Count, options.MaxBatchQueries));
            while (batch.Count < options.MaxBatchQueries && queue.TryDequeue(out var waiting)) batch.Add(waiting);
            if (batch.Count == 0) lanes--;
            return batch;
        }
    }

    private async Task<Exception?> TryAnswerAsync(List<Waiting> batch)
    {
        try
        {
            var answers = await ask(batch.ConvertAll(waiting => waiting.Question));
            for (var i = 0; i < batch.Count; i++) batch[i].Answer.TrySetResult(answers[i]);
            return null;
        }
        catch (StoreException exception)
        {
            metrics.Failed(exception.Failure);
            return exception;
        }
#pragma warning disable CA1031 // a lane outlives every mistake; those who asked hear of it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var waiting in batch)
                waiting.Answer.TrySetException(new LedgerException("The question could not be asked.", exception));
            return null;
        }
    }

    private List<Waiting> GiveUpLate(List<Waiting> batch, Exception failure)
    {
        var now = Now;
        foreach (var waiting in batch)
        {
            if (waiting.Deadline <= now)
            {
                waiting.Answer.TrySetException(
                    new LedgerException("The database could not be asked in time.", failure));
            }
        }

        return batch.FindAll(waiting => waiting.Deadline > now);
    }

    private readonly record struct Waiting(
        TQuestion Question, TimeSpan Deadline, TaskCompletionSource<TAnswer> Answer);
}
