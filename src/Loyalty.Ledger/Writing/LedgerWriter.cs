using Loyalty.Domain;
using Loyalty.Domain.Commits;
using Microsoft.Extensions.Logging;

namespace Loyalty.Ledger.Writing;

/// <summary>
/// Group commit. A lane takes what is queued and makes it one transaction; each outcome is as if the commits ran one
/// by one:
/// (1) the batch is written: all are committed;
/// (2) or a guard failed and nothing was written: the batch is inspected, those at fault are answered, those whose card
///     is locked elsewhere wait;
/// (3) the rest is written;
/// (4) if a guard fails again, one by one, so that the one at fault alone is answered.
/// What is left goes back to the front of the queue until its deadline: rolled back, or unknown. An unknown one is
/// sent again before anything else of its card; if it had been committed, its idempotency key says so and it replays.
/// </summary>
public sealed partial class LedgerWriter
{
    private readonly ILedgerStore store;
    private readonly LedgerOptions options;
    private readonly LedgerEnvironment environment;
    private readonly LedgerMetrics metrics;
    private readonly ILogger<LedgerWriter> logger;
    private readonly CommitQueue queue;
    private readonly Action<PendingCommit, CommitStatus> answered;

    public LedgerWriter(
        ILedgerStore store, LedgerOptions options, LedgerEnvironment environment, LedgerMetrics metrics,
        ILogger<LedgerWriter> logger)
    {
        this.store = store;
        this.options = options;
        this.environment = environment;
        this.metrics = metrics;
        this.logger = logger;
        queue = new CommitQueue(options, environment, () => environment.Runner.Start(RunLaneAsync));
        answered = (commit, status) => metrics.Committed(status, queue.Now - commit.Since);
    }

    /// <summary>Makes a commit true or says why not, within the deadline.</summary>
    /// <exception cref="InvalidOperationException">Nobody could ever write it: a mistake of the caller.</exception>
    public Task<CommitOutcome> CommitAsync(Commit commit)
    {
        CommitValidator.Check(commit);
        var now = queue.Now;
        var pending = new PendingCommit(
            commit, now, now + options.Deadline, environment.Completions.Create<CommitOutcome>(), answered);
        if (queue.Add(pending) is { } refused) pending.TryAnswer(new CommitOutcome(refused));
        return pending.Answer;
    }

    /// <summary>Takes no more commits and ends when the last is answered, at the latest at its deadline.</summary>
    public Task DrainAsync() => queue.DrainAsync();

    private async Task RunLaneAsync()
    {
        try
        {
            while (queue.Take() is { Count: > 0 } batch)
            {
                await TryFlushAsync(batch);
                queue.Return(batch);
            }
        }
#pragma warning disable CA1031 // memory ran out between two batches; the next commit starts another lane
        catch (Exception exception)
#pragma warning restore CA1031
        {
            queue.LaneBroke();
            Log.LaneBroke(logger, exception);
        }
    }

    private async Task TryFlushAsync(List<PendingCommit> batch)
    {
        try
        {
            await FlushAsync(batch);
        }
#pragma warning disable CA1031 // a lane outlives every mistake; what it had in hand is unknown
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var commit in batch) commit.LostAnswer();
            Log.FlushFailed(logger, batch.Count, exception);
        }
    }

    private async Task FlushAsync(List<PendingCommit> batch)
    {
        using var activity = metrics.StartFlush(batch.Count);

        // 1. The whole batch.
        if (await WriteAsync(batch) != Written.GuardFailed) return;

        // 2. Which are at fault?
        var rest = await InspectAsync(batch);

        // 3. The others.
        if (rest.Count == 0 || await WriteAsync(rest) != Written.GuardFailed) return;

        // 4. One by one.
        foreach (var commit in rest)
        {
            List<PendingCommit> alone = [commit];
            if (await WriteAsync(alone) == Written.GuardFailed) await InspectAsync(alone);
        }
    }

    /// <summary>Sends one transaction; when it is written its commits are answered.</summary>
    private async Task<Written> WriteAsync(List<PendingCommit> batch)
    {
        try
        {
            var result = await store.WriteAsync(batch.ConvertAll(pending => pending.Commit), CancellationToken.None);
            if (!result.Written) return Written.GuardFailed;
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].TryAnswer(
                    new CommitOutcome(CommitStatus.Committed, batch[i].Commit.Answer, Units: result.Units[i]));
            }

            return Written.Yes;
        }
        catch (StoreException exception)
        {
            return OnFailure(exception, batch);
        }
    }

    /// <summary>Answers those at fault and returns those that may be written now.</summary>
    private async Task<List<PendingCommit>> InspectAsync(List<PendingCommit> batch)
    {
        var free = new List<PendingCommit>(batch.Count);
        try
        {
            var inspections = await store.InspectAsync(
                batch.ConvertAll(pending => pending.Commit), CancellationToken.None);
            var resolver = new ConflictResolver();
            for (var i = 0; i < batch.Count; i++)
            {
                var status = resolver.Next(
                    batch[i].Commit, inspections[i], batch[i].MayBeCommitted, out var waits);
                if (status is { Status: CommitStatus.VersionConflict }) Log.VersionConflict(
                    logger, batch[i].Commit.CardId);
                if (status is not null) batch[i].TryAnswer(status);
                else if (!waits && !batch[i].IsAnswered) free.Add(batch[i]);
            }
        }
        catch (StoreException exception)
        {
            metrics.Failed(exception.Failure);
            if (exception.Failure != StoreFailure.OtherDatabase)
                Log.InspectFailed(logger, batch.Count, exception.Message);
        }

        return free;
    }

    private Written OnFailure(StoreException exception, List<PendingCommit> batch)
    {
        metrics.Failed(exception.Failure);
        if (exception.Failure != StoreFailure.OtherDatabase) // which the store says, once
            Log.WriteFailed(logger, batch.Count, exception.Failure, exception.Message);
        switch (exception.Failure)
        {
            case StoreFailure.OtherDatabase:
                foreach (var commit in batch) commit.TryAnswer(commit.AtDeadline());
                break;
            case StoreFailure.Unknown:
                foreach (var commit in batch) commit.LostAnswer();
                break;
            case StoreFailure.Rejected when batch.Count > 1:
                return Written.GuardFailed;
            case StoreFailure.Rejected:
                batch[0].TryAnswer(batch[0].AtDeadline());
                break;
            case StoreFailure.Transient or StoreFailure.Unavailable:
                break; // nothing happened: it goes back to the queue
            default:
                throw new ArgumentOutOfRangeException(nameof(exception), exception.Failure, null);
        }

        return Written.No;
    }

    private enum Written
    {
        Yes,
        GuardFailed,
        No,
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Writing {Commits} commits failed ({Failure}): {Reason}")]
        public static partial void WriteFailed(ILogger logger, int commits, StoreFailure failure, string reason);

        [LoggerMessage(LogLevel.Warning, "Inspecting {Commits} commits failed: {Reason}")]
        public static partial void InspectFailed(ILogger logger, int commits, string reason);

        [LoggerMessage(LogLevel.Debug, "A commit met a version conflict: another writer has changed card {CardId}")]
        public static partial void VersionConflict(ILogger logger, CardId cardId);

        [LoggerMessage(LogLevel.Error, "A flush of {Commits} commits broke")]
        public static partial void FlushFailed(ILogger logger, int commits, Exception exception);

        [LoggerMessage(LogLevel.Error, "A lane broke")]
        public static partial void LaneBroke(ILogger logger, Exception exception);
    }
}
