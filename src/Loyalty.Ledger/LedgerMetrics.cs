using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Loyalty.Ledger;

/// <summary>What the ledger counts and traces, under the name "Loyalty".</summary>
public sealed class LedgerMetrics : IDisposable
{
    public const string Name = "Loyalty";

    private readonly Meter meter = new(Name);
    private readonly ActivitySource activities = new(Name);
    private readonly Histogram<double> commitDuration;
    private readonly Histogram<int> batchSize;
    private readonly Counter<long> fenceMisses;
    private readonly Counter<long> replays;
    private readonly Counter<long> unknowns;
    private readonly Counter<long> overloads;
    private readonly Counter<long> lostAnswers;
    private readonly Counter<long> failures;

    public LedgerMetrics()
    {
        commitDuration = meter.CreateHistogram<double>(
            "loyalty.ledger.commit.duration", "s", "From handing over a commit to its outcome");
        batchSize = meter.CreateHistogram<int>("loyalty.ledger.batch.size", "{commit}", "Commits sent in one transaction");
        fenceMisses = Count("loyalty.ledger.fence.misses", "{commit}", "Commits whose card had moved on");
        replays = Count("loyalty.ledger.replays", "{commit}", "Commits whose identity had been committed before");
        unknowns = Count("loyalty.ledger.unknown", "{commit}", "Commits answered without knowing their outcome");
        overloads = Count("loyalty.ledger.overloads", "{commit}", "Commits turned away by a full queue");
        lostAnswers = Count("loyalty.ledger.answers.lost", "{batch}", "Transactions sent whose answer was lost");
        failures = Count("loyalty.ledger.failures", "{call}", "Calls to the database that failed");
    }

    public Activity? StartFlush(int commits)
    {
        batchSize.Record(commits);
        return activities.StartActivity("ledger.flush")?.SetTag("loyalty.ledger.batch.size", commits);
    }

    public void Committed(Verdict verdict, TimeSpan duration)
    {
        commitDuration.Record(
            duration.TotalSeconds, new KeyValuePair<string, object?>("verdict", verdict));
        var counter = verdict switch
        {
            Verdict.Fenced => fenceMisses,
            Verdict.Replayed => replays,
            Verdict.Unknown => unknowns,
            Verdict.Overloaded => overloads,
            _ => null,
        };
        counter?.Add(1);
    }

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
