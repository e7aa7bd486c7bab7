using System.Diagnostics;

namespace Loyalty.Bench.Load;

/// <summary>One connection's share of a load: begins calls, and counts what comes of them.</summary>
internal abstract class Lane : IWireSink, IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource done = new();
    private readonly int inFlight;
    private readonly double ticksPerCall;
    private double nextAt;
    private long begun;
    private bool stopped;

    /// <param name="plan">The load.</param>
    /// <param name="deadline">Whether calls have one.</param>
    protected Lane(LoadPlan plan, bool deadline)
    {
        Plan = plan;
        inFlight = plan.InFlight / plan.Connections;
        ticksPerCall = plan.PerSecond is { } rate ? Stopwatch.Frequency * plan.Connections / rate : 0;
        Wire = new WireConnection(this, plan.Server, plan.Template.Path, deadline);
    }

    public Latencies Latencies { get; private set; } = new();

    public long Failed { get; private set; }

    /// <summary>Calls answered well, since the beginning.</summary>
    public long AnsweredInAll { get; private set; }

    protected LoadPlan Plan { get; }

    protected WireConnection Wire { get; }

    /// <summary>Calls unanswered.</summary>
    protected int Running { get; private set; }

    /// <summary>When what is being taken came in.</summary>
    protected long Now { get; private set; }

    /// <summary>Runs until stopped and everything is answered.</summary>
    public async Task RunAsync()
    {
        lock (gate)
        {
            nextAt = Stopwatch.GetTimestamp();
            Begin();
            Fill();
        }

        using var pacer = ticksPerCall == 0 ? null : new Timer(_ => Pace(), null, 1, 1);
        try
        {
            await Wire.ReadAsync(gate, done.Token);
        }
        catch (OperationCanceledException)
        {
            // everything is answered
        }
    }

    /// <summary>Returns what was counted since the last time, and counts from zero.</summary>
    public (Latencies Latencies, long Failed) Cut()
    {
        lock (gate)
        {
            var cut = (Latencies, Failed);
            (Latencies, Failed) = (new Latencies(), 0);
            return cut;
        }
    }

    /// <summary>Begins no more calls; the lane ends when the last is answered.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            EndIfDone();
        }
    }

    public void Dispose()
    {
        Wire.Dispose();
        done.Dispose();
    }

    public abstract void OnData(int streamId, ReadOnlySpan<byte> data);

    public abstract void OnEnd(int streamId, bool reset);

    public void OnPause()
    {
        Fill();
        EndIfDone();
    }

    /// <summary>Prepares the connection, before the first call.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Begins one call that was to begin at a time.</summary>
    protected abstract void StartOne(long at);

    protected void Answered(long startedAt, bool well)
    {
        Running--;
        if (well)
        {
            Latencies.Add(Now - startedAt);
            AnsweredInAll++;
        }
        else
        {
            Failed++;
        }
    }

    /// <summary>Reads the clock once for everything that has arrived together.</summary>
    protected void Touch() => Now = Stopwatch.GetTimestamp();

    private void Pace()
    {
        lock (gate) Fill();
    }

    private void Fill()
    {
        var now = Stopwatch.GetTimestamp();
        while (!stopped && Running < inFlight && Wire.Window > 4 * Plan.Template.Length
            && (ticksPerCall == 0 || nextAt <= now))
        {
            StartOne(ticksPerCall == 0 ? now : (long)nextAt);
            nextAt += ticksPerCall;
            Running++;
            stopped = ++begun == Plan.Calls;
        }

        Wire.Send();
    }

    private void EndIfDone()
    {
        if (stopped && Running == 0) done.Cancel();
    }
}
