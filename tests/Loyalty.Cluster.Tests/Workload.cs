using System.Collections.Concurrent;
using System.Diagnostics;
using Loyalty.Client;
using Loyalty.Testing.History;
using Loyalty.V1;

namespace Loyalty.Cluster.Tests;

/// <summary>
/// Tills that accrue and read without a break while a scenario runs, through all silos, and record every answer. What
/// can't be answered is sent again for a minute; nothing else may fail.
/// </summary>
internal sealed class Workload : IDisposable
{
    private const int Writers = 8;

    private readonly ConcurrentQueue<CardOperation> operations = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly CancellationTokenSource stop = new();
    private readonly LoyaltyClient client;
    private readonly Task running;
    private long slowest;

    private Workload(LoyaltyClient client, string[] cards)
    {
        this.client = client;
        Cards = cards;
        running = Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync));
    }

    public string[] Cards { get; }

    /// <summary>From a call's first attempt to its answer, of all calls so far.</summary>
    public TimeSpan Slowest => Stopwatch.GetElapsedTime(0, slowest);

    public int Answered => operations.Count;

    public static async Task<Workload> StartAsync(Silos silos, int cards = 90)
    {
        await silos.StartAllAsync(); // a scenario that failed may have left fewer
        var tills = silos.Client();
        return new Workload(tills, await Sale.CardsAsync(tills, cards));
    }

    /// <summary>Accrues once on every card at the same time; how long the slowest took to be answered.</summary>
    public async Task<TimeSpan> TouchAllAsync()
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Cards.Select(AccrueAsync));
        return clock.Elapsed;
    }

    /// <summary>Records what another client than the tills was answered.</summary>
    public void Record(CardOperation operation) => operations.Enqueue(operation);

    /// <summary>
    /// Ends the tills; every history must be one that can have happened, every answer stand in the ledger, and the
    /// ledger be sound.
    /// </summary>
    public async Task CheckAsync(Silos silos)
    {
        await stop.CancelAsync();
        await running;
        Assert.Empty(failures);
        foreach (var card in Cards) await ReadAsync(card);
        Assert.Empty(HistoryChecker.Check(operations));
        foreach (var card in operations.Where(operation => !operation.IsRead).GroupBy(operation => operation.Card))
            await CheckEntriesAsync(card.Key, card);
        await silos.AuditAsync();
    }

    public void Dispose()
    {
        stop.Cancel();
        client.Dispose();
        stop.Dispose();
    }

    private async Task WriteAsync(int writer)
    {
        for (var i = writer; !stop.IsCancellationRequested; i += 7)
        {
            await (i % 5 == 0 ? ReadAsync(Cards[i % Cards.Length]) : AccrueAsync(Cards[i % Cards.Length]));
            await Task.Delay(2);
        }
    }

    private Task AccrueAsync(string card) => CallAsync(async start =>
    {
        var request = Sale.On(card);
        var answer = await client.Points.AccruePointsAsync(request);
        return new CardOperation(
            card, request.Receipt.Number, answer.Seq, answer.Balance, answer.Entry.Points, answer.Replayed, false,
            start, Stopwatch.GetTimestamp());
    });

    private Task ReadAsync(string card) => CallAsync(async start =>
    {
        var answer = await client.Cards.GetCardAsync(new GetCardRequest { CardNumber = card });
        return new CardOperation(
            card, null, answer.Card.Seq, answer.Card.Balance, null, false, false, start, Stopwatch.GetTimestamp());
    });

    private async Task CallAsync(Func<long, Task<CardOperation>> call)
    {
        try
        {
            var operation = await call(Stopwatch.GetTimestamp());
            operations.Enqueue(operation);
            var took = operation.End - operation.Start;
            for (var seen = slowest; took > seen; seen = slowest) Interlocked.CompareExchange(ref slowest, took, seen);
        }
        catch (RefusedException exception)
        {
            failures.Enqueue($"{exception.Refusal} after {exception.Attempts} attempts");
        }
    }

    private async Task CheckEntriesAsync(string card, IEnumerable<CardOperation> answered)
    {
        var entries = new Dictionary<string, LedgerEntry>(StringComparer.Ordinal);
        for (var request = new ListLedgerEntriesRequest { CardNumber = card, PageSize = 1_000 }; ;)
        {
            var page = await client.Cards.ListLedgerEntriesAsync(request);
            foreach (var entry in page.Entries.Where(entry => entry.Receipt is not null))
                entries.Add(entry.Receipt.Number, entry);
            if (page.NextPageToken.Length == 0) break;
            request.PageToken = page.NextPageToken;
        }

        foreach (var operation in answered)
        {
            Assert.True(entries.TryGetValue(operation.Request!, out var entry), $"Lost: {operation}");
            Assert.Equal((operation.Seq, operation.Balance), (entry.Seq, entry.Balance));
        }
    }
}
