using System.Diagnostics;

namespace Loyalty.Bench.Load;

/// <summary>Runs loads.</summary>
internal static class Loads
{
    /// <summary>Warms up, measures, and lets what is in flight end.</summary>
    public static async Task<LoadResult> RunAsync(
        LoadPlan plan, TimeSpan warmUp, TimeSpan measured, Action? begins = null, Action? ends = null)
    {
        var lanes = Enumerable.Range(0, plan.Connections).Select(_ => NewLane(plan)).ToArray();
        try
        {
            var running = Task.WhenAll(lanes.Select(lane => Task.Run(lane.RunAsync)));
            await Task.WhenAny(running, Task.Delay(warmUp));
            foreach (var lane in lanes) lane.Cut();
            begins?.Invoke();
            var clock = Stopwatch.StartNew();
            await Task.WhenAny(running, Task.Delay(measured));
            ends?.Invoke();
            var latencies = new Latencies();
            var failed = 0L;
            foreach (var lane in lanes)
            {
                var cut = lane.Cut();
                latencies.Add(cut.Latencies);
                failed += cut.Failed;
            }

            var seconds = clock.Elapsed.TotalSeconds;
            foreach (var lane in lanes) lane.Stop();
            await running;
            return new LoadResult(
                latencies.Count, failed, seconds, lanes.Sum(lane => lane.AnsweredInAll), latencies);
        }
        finally
        {
            foreach (var lane in lanes) lane.Dispose();
        }
    }

    /// <summary>Makes so many calls to warm up, then so many more that are measured.</summary>
    public static async Task<LoadResult> RunCountAsync(LoadPlan plan, int warmUp, int calls)
    {
        if (warmUp > 0) await RunCountAsync(plan, 0, warmUp);
        var clock = Stopwatch.StartNew();
        var lanes = Enumerable.Range(0, plan.Connections)
            .Select(_ => NewLane(plan with { Calls = calls / plan.Connections })).ToArray();
        try
        {
            await Task.WhenAll(lanes.Select(lane => Task.Run(lane.RunAsync)));
            var latencies = new Latencies();
            foreach (var lane in lanes) latencies.Add(lane.Latencies);
            return new LoadResult(
                latencies.Count, lanes.Sum(lane => lane.Failed), clock.Elapsed.TotalSeconds, latencies.Count,
                latencies);
        }
        finally
        {
            foreach (var lane in lanes) lane.Dispose();
        }
    }

    private static Lane NewLane(LoadPlan plan) =>
        plan.Template.IsStream ? new StreamLane(plan) : new UnaryLane(plan);
}
