using System.Globalization;
using Loyalty.Bench.Contenders;
using Loyalty.Testing;

namespace Loyalty.Bench;

/// <summary>Everybody wants the same card: its commits go one by one, and each waits for the disk.</summary>
internal static class Hot
{
    public static async Task<int> RunAsync(CommandLine line)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-bench-").FullName;
        await using var postgres = await PostgresServer.StartAsync();
        await using var engine = await Engine.StartAsync(postgres, folder);
        var card = await engine.IssueAsync(1);
        var result = await engine.LoadAsync(
            engine.PlanOf(Engine.Unary, card), TimeSpan.FromSeconds(15), line.Seconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"one card, 64 callers: {result.Answered / result.Seconds:N0}/s, "
            + $"p50 {result.Latencies.Milliseconds(0.5):F2}, p99 {result.Latencies.Milliseconds(0.99):F2} ms"));
        await engine.CheckAsync(1, result.AnsweredInAll);
        await Campaign.RunAsync(postgres, line.Seconds);
        return 0;
    }
}
