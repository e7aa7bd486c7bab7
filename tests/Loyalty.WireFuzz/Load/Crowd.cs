namespace Loyalty.WireFuzz.Load;

/// <summary>How long the tills' calls took, in windows of a second.</summary>
/// <param name="Calls">How many there were.</param>
/// <param name="MedianP99">The median of the windows' 99th percentiles, in milliseconds: one bad second of a machine
/// that others use as well doesn't decide it.</param>
/// <param name="Slowest">The slowest call, in milliseconds.</param>
/// <param name="Faults">The faults of answers.</param>
public sealed record Latencies(int Calls, double MedianP99, double Slowest, IReadOnlyList<string> Faults)
{
    public static Latencies Of(IReadOnlyCollection<CallOutcome> outcomes)
    {
        var windows = outcomes.GroupBy(outcome => (int)(outcome.At / 1_000))
            .Select(window => Percentile([.. window.Select(outcome => outcome.Milliseconds)], 99)).ToArray();
        return new Latencies(
            outcomes.Count,
            Percentile(windows, 50),
            outcomes.Count == 0 ? 0 : outcomes.Max(outcome => outcome.Milliseconds),
            [.. outcomes.Select(outcome => outcome.Fault).OfType<string>()]);
    }

    private static double Percentile(double[] values, int percent)
    {
        if (values.Length == 0) return 0;
        Array.Sort(values);
        return values[Math.Min(values.Length - 1, values.Length * percent / 100)];
    }
}

/// <summary>The well-behaved tills together.</summary>
public sealed class Crowd(IReadOnlyList<Till> tills) : IDisposable
{
    /// <summary>Lets all of them call until the work beside them is done, and answers how they fared.</summary>
    public async Task<Latencies> RunBesideAsync(Func<Task> work)
    {
        using var stop = new CancellationTokenSource();
        var runs = tills.Select(till => Task.Run(() => till.RunAsync(stop.Token))).ToArray();
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
        }

        var outcomes = await Task.WhenAll(runs);
        return Latencies.Of([.. outcomes.SelectMany(outcome => outcome)]);
    }

    public void Dispose()
    {
        foreach (var till in tills) till.Dispose();
    }
}
