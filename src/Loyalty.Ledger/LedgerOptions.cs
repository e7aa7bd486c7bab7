using System.Security.Cryptography;
using Loyalty.Ledger.Writing;

namespace Loyalty.Ledger;

/// <summary>The bounds of the ledger's queues, batches and patience.</summary>
public sealed record LedgerOptions
{
    /// <summary>
    /// Batches written at the same time; with 2 processors a third still gained. SQLite has one writer, and two make
    /// the next batch ready meanwhile.
    /// </summary>
    public int WriteLanes { get; init; } = 3;

    /// <summary>Queries of one kind asked at the same time.</summary>
    public int ReadLanes { get; init; } = 2;

    /// <summary>The most commits in one transaction.</summary>
    public int MaxBatchCommits { get; init; } = 200;

    /// <summary>About the most bytes in one transaction; a single larger commit goes alone.</summary>
    public int MaxBatchBytes { get; init; } = 1 << 20;

    /// <summary>The most commits that may wait; beyond, <see cref="CommitStatus.Overloaded"/>.</summary>
    public int MaxQueuedCommits { get; init; } = 10_000;

    /// <summary>About the most bytes that may wait; beyond, <see cref="CommitStatus.Overloaded"/>.</summary>
    public int MaxQueuedBytes { get; init; } = 64 << 20;

    /// <summary>The most questions in one query.</summary>
    public int MaxBatchQueries { get; init; } = 500;

    /// <summary>The most questions of one kind that may wait.</summary>
    public int MaxQueuedQueries { get; init; } = 20_000;

    /// <summary>From the call to its answer, whatever the database does.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How much longer a commit that is being sent at its deadline may take to end in a certain answer. After that it
    /// is <see cref="CommitStatus.Unknown"/>.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The pause before the first repeat; it doubles with each one.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>The longest pause before a repeat.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Chance, from 0 to below 1, by which repeats of different nodes spread.</summary>
    public Func<double> Chance { get; init; } =
        static () => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);

    /// <summary>The pause before a repeat: between half of it and all of it.</summary>
    internal TimeSpan Backoff(int attempts)
    {
        var pause = RetryMin * Math.Pow(2, Math.Min(attempts, 16));
        return (pause < RetryMax ? pause : RetryMax) * (0.5 + Chance() / 2);
    }
}

/// <summary>The environment of the ledger; the simulator brings its own.</summary>
public sealed record LedgerEnvironment(TimeProvider Time, Completions Completions, IBackgroundRunner Runner)
{
    public static LedgerEnvironment Production { get; } =
        new(TimeProvider.System, new Completions(asynchronous: true), new ThreadPoolRunner());
}
