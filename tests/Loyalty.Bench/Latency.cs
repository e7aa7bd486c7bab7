using System.Globalization;
using Loyalty.Bench.Contenders;
using Loyalty.Testing;

namespace Loyalty.Bench;

/// <summary>
/// How long calls take when they come evenly, whether or not others are answered: queueing shows, since a call's time
/// runs from when it was to begin.
/// </summary>
internal static class Latency
{
    private const int Cards = 100_000;
    private const int MostWaiting = 160; // a connection carries 100 streams at most
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(CommandLine line)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-bench-").FullName;
        await using var postgres = await PostgresServer.StartAsync();
        await using var engine = await Engine.StartAsync(postgres, folder);
        var cards = await engine.IssueAsync(Cards);
        var closed = await engine.LoadAsync(engine.PlanOf(Engine.Unary, cards), s_warmUp, line.Seconds);
        var most = closed.Answered / closed.Seconds;
        var answered = closed.AnsweredInAll;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"closed loop, 64 in flight: {most:N0}/s, p99 {P(closed, 0.99)} ms"));
        foreach (var share in (double[])[0.25, 0.5, 0.75])
        {
            var plan = engine.PlanOf(Engine.Unary, cards, MostWaiting) with { PerSecond = most * share };
            var result = await engine.LoadAsync(plan, TimeSpan.FromSeconds(2), line.Seconds);
            answered += result.AnsweredInAll;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{share:P0} of it, open loop: {result.Answered / result.Seconds:N0}/s, p50 {P(result, 0.5)}, "
                + $"p99 {P(result, 0.99)}, p99.9 {P(result, 0.999)} ms"));
        }

        await engine.CheckAsync(Cards, answered);
        return 0;
    }

    private static string P(Load.LoadResult result, double share) =>
        result.Latencies.Milliseconds(share).ToString("F2", CultureInfo.InvariantCulture);
}
