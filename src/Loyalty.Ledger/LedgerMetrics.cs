using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Loyalty.Ledger;

/// <summary>Metrics and traces of the ledger, under the name "Loyalty".</summary>
public sealed class LedgerMetrics : IDisposable
{
    public const string Name = "Loyalty";

    private readonly Meter meter = new(Name);
    private readonly ActivitySource activities = new(Name);
    private readonly Histogram<double> commitDuration;
    private readonly Histogram<int> batchSize;
    private readonly Counter<long> commits;
    private readonly Counter<long> lostAnswers;
    private readonly Counter<long> failures;
    private readonly long[] outcomes = new long[Enum.GetValues<CommitStatus>().Length + 1];

    public LedgerMetrics()
    {
        commitDuration = meter.CreateHistogram<double>(
            "loyalty.ledger.commit.duration", "s", "From handing over a commit to its outcome");
        batchSize = meter.CreateHistogram<int>(
            "loyalty.ledger.batch.size", "{commit}", "Commits sent in one transaction");
        commits = Count("loyalty.ledger.commits", "{commit}", "Commits answered, by status");
        lostAnswers = Count("loyalty.ledger.answers.lost", "{batch}", "Transactions sent whose answer was lost");
        failures = Count("loyalty.ledger.failures", "{call}", "Calls to the database that failed");
    }

    public Activity? StartFlush(int commits)
    {
        batchSize.Record(commits);
        return activities.StartActivity("ledger.flush")?.SetTag("loyalty.ledger.batch.size", commits);
    }

    public void Committed(CommitStatus status, TimeSpan duration)
    {
        Interlocked.Increment(ref outcomes[(int)status]);
        if (!commitDuration.Enabled && !commits.Enabled) return;
        var tag = new KeyValuePair<string, object?>("status", status);
        commitDuration.Record(duration.TotalSeconds, tag);
        commits.Add(1, tag);
    }

    /// <summary>Commits answered with this outcome since the start.</summary>
    public long CountOf(CommitStatus status) => Interlocked.Read(ref outcomes[(int)status]);

    public void Failed(StoreFailure failure)
    {
        failures.Add(1, new KeyValuePair<string, object?>("failure", failure));
        if (failure == StoreFailure.Unknown) lostAnswers.Add(1);
    }

    public void Dispose()
    {
        meter.Dispose();
        activities.Dispose();
    }

    private Counter<long> Count(string name, string unit, string description) =>
        meter.CreateCounter<long>(name, unit, description);
}
