using System.Globalization;
using Loyalty.Bench.Contenders;
using Loyalty.Testing;

namespace Loyalty.Bench;

/// <summary>
/// Whether an accrual costs more when there is more: the same load on ledger of ten thousand entries, a million and ten
/// million; then on cards that have few entries, and many.
/// </summary>
internal static class Growth
{
    private const int Cards = 10_000;
    private const int FullCards = 200;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(CommandLine line)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-bench-").FullName;
        await using var postgres = await PostgresServer.StartAsync();
        await using var engine = await Engine.StartAsync(postgres, folder);
        var cards = await engine.IssueAsync(Cards);
        var issued = Cards;
        long answered = 0;
        foreach (var entries in line.Entries)
        {
            answered += await FillAsync(engine, cards, entries - answered - issued);
            var result = await engine.LoadAsync(engine.PlanOf(Engine.Unary, cards), s_warmUp, line.Seconds);
            answered += result.AnsweredInAll;
            Print($"{entries,12:N0} entries", result);
        }

        foreach (var perCard in (int[])[1, 100, 10_000])
        {
            var few = await engine.IssueAsync(FullCards);
            issued += FullCards;
            answered += await FillAsync(engine, few, (perCard - 1L) * FullCards);
            var result = await engine.LoadAsync(engine.PlanOf(Engine.Unary, few), TimeSpan.Zero, line.Seconds);
            answered += result.AnsweredInAll;
            Print($"{perCard,6:N0} entries on each of {FullCards} cards, then", result);
        }

        await engine.CheckAsync(issued, answered);
        return 0;
    }

    /// <summary>Uploads receipts until there are at least so many more entries; answers how many.</summary>
    private static async Task<long> FillAsync(Engine engine, Load.Cards cards, long missing)
    {
        long done = 0;
        while (done < missing)
        {
            var time = TimeSpan.FromSeconds(Math.Clamp((missing - done) / 40_000.0, 0.2, 60));
            done += (await engine.LoadAsync(engine.PlanOf(Engine.Stream, cards, 1024), time, time)).AnsweredInAll;
        }

        return done;
    }

    private static void Print(string what, Load.LoadResult result) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: {result.Answered / result.Seconds:N0}/s, p50 {result.Latencies.Milliseconds(0.5):F2}, "
        + $"p99 {result.Latencies.Milliseconds(0.99):F2} ms"));
}
