using System.Diagnostics;
using System.Globalization;
using Loyalty.Bench.Load;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;
using Loyalty.Audit;
using Loyalty.Ledger.Writing;
using Loyalty.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Bench;

/// <summary>
/// Everybody wants a unit of the same campaign: each commit accrues on a card of its own and allocations on one counted
/// row. No call allocations on one yet, so this is the ledger alone, without the service in front.
/// </summary>
internal static class Campaign
{
    private const int Callers = 64;
    private const string Key = "campaign/opening-day";
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static long s_receipts;

    public static async Task RunAsync(PostgresServer postgres, TimeSpan measured)
    {
        var connection = await postgres.CreateSchemaAsync();
        using var stores = TestStores.OfPostgres(connection);
        await stores.MigrateAsync();
        var store = stores.Ledger;
        await store.RegisterRulesAsync(Samples.Rules, CancellationToken.None);
        using var metrics = new LedgerMetrics();
        var writer = new LedgerWriter(
            store, new LedgerOptions(), LedgerEnvironment.Production, metrics, NullLogger<LedgerWriter>.Instance);
        var cards = await Task.WhenAll(Enumerable.Range(1, Callers).Select(async card =>
        {
            var issue = Samples.Issue(card);
            await writer.CommitAsync(issue);
            return issue.After;
        }));
        await AllocateAsync(writer, cards, s_warmUp);
        var (allocated, latencies) = await AllocateAsync(writer, cards, measured);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"one campaign, {Callers} callers of the ledger: {latencies.Count / measured.TotalSeconds:N0}/s, "
            + $"p50 {latencies.Milliseconds(0.5):F2}, p99 {latencies.Milliseconds(0.99):F2} ms"));
        await writer.DrainAsync();
        await using var snapshot = await LedgerStores.OpenAsync(connection, CancellationToken.None);
        var report = await Auditor.RunAsync(snapshot, CancellationToken.None);
        Console.WriteLine(report.IsClean && report.Entries == Callers + s_receipts && allocated == s_receipts
            ? "Its ledger is clean; of the units allocated none is missing, and none was given twice."
            : $"WRONG: {report.Differences} differences, {report.Entries} entries, {allocated} of {s_receipts} units");
    }

    /// <summary>Allocates for a while; returns the last unit of all and how long each allocation took.</summary>
    private static async Task<(long Allocated, Latencies Latencies)> AllocateAsync(
        LedgerWriter writer, CardState[] cards, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var latencies = new Latencies();
        long last = 0;
        await Task.WhenAll(Enumerable.Range(0, cards.Length).Select(caller => Task.Run(async () =>
        {
            while (clock.Elapsed < time)
            {
                var started = Stopwatch.GetTimestamp();
                var accrual = Samples.Accrue(cards[caller], Interlocked.Increment(ref s_receipts));
                var commit = Samples.Allocating(accrual, Key, long.MaxValue);
                var outcome = await writer.CommitAsync(commit);
                if (outcome.Status != CommitStatus.Committed) throw new InvalidOperationException(outcome.ToString());
                cards[caller] = commit.After;
                lock (latencies)
                {
                    latencies.Add(Stopwatch.GetTimestamp() - started);
                    last = Math.Max(last, outcome.Units[0]);
                }
            }
        })));
        return (last, latencies);
    }
}
