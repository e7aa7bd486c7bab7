using Loyalty.Domain.Commits;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Writing;
using Loyalty.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Loyalty.Ledger.Tests.Writing;

/// <summary>The real writer on one thread and still time: lanes run when the test says so.</summary>
internal sealed class WriterBench : IBackgroundRunner, IDisposable
{
    private readonly Queue<Func<Task>> started = [];
    private readonly LedgerMetrics metrics = new();

    public WriterBench(LedgerOptions? options = null)
    {
        var around = new LedgerEnvironment(Time, new Completions(asynchronous: false), this);
        Writer = new LedgerWriter(
            Store, (options ?? new LedgerOptions()) with { Chance = () => 0.999 }, around, metrics,
            NullLogger<LedgerWriter>.Instance);
        Reader = new LedgerReader(Store, new LedgerOptions { Chance = () => 0.999 }, around, metrics);
    }

    public FakeTimeProvider Time { get; } = new(Samples.Now);

    public ScriptedStore Store { get; } = new();

    public LedgerWriter Writer { get; }

    public LedgerReader Reader { get; }

    public void Start(Func<Task> work) => started.Enqueue(work);

    /// <summary>Runs the lanes until nothing more can happen at this time.</summary>
    public void Run()
    {
        while (started.TryDequeue(out var work)) _ = work();
    }

    /// <summary>Lets time pass, in small steps, and the lanes run in it.</summary>
    public void Advance(double seconds)
    {
        Run();
        for (var passed = 0.0; passed < seconds - 1e-9; passed += 0.01)
        {
            Time.Advance(TimeSpan.FromSeconds(0.01));
            Run();
        }
    }

    /// <summary>Commits, runs the lanes, and says what became of it if it is settled.</summary>
    public Task<CommitOutcome> Commit(Commit commit)
    {
        var outcome = Writer.CommitAsync(commit);
        Run();
        return outcome;
    }

    public void Dispose() => metrics.Dispose();
}
