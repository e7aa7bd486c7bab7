using System.Threading.Channels;
using Grpc.Core;
using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.V1;

namespace Loyalty.Torture.Workload;

/// <summary>
/// A till that uploads receipts over a stream, many unanswered at once, and sends each again, on this server or
/// another, until it is settled. Some of its receipts other tills of its store send as well.
/// </summary>
public sealed class Till
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(6.5); // beyond the engine's deadline

    private readonly int index;
    private readonly CrowdSize size;
    private readonly Lines lines;
    private readonly Floor floor;
    private readonly Journal journal;
    private readonly Random random;
    private readonly Metadata caller;
    private readonly Dictionary<long, Pending> pending = [];
    private readonly Lock gate = new();
    private long items;

    public Till(int index, CrowdSize size, Lines lines, Floor floor, Journal journal, int seed)
    {
        (this.index, this.size, this.lines, this.floor, this.journal) = (index, size, lines, floor, journal);
        random = new Random(seed);
        caller = new CallerIdentity(CallerMetadata.Till, $"till-{index}", Store: Floor.StoreName(Store)).ToMetadata();
    }

    /// <summary>Receipts that are not settled.</summary>
    public IReadOnlyList<Sale> Unsettled
    {
        get
        {
            lock (gate) return [.. pending.Values.Select(one => one.Sale)];
        }
    }

    /// <summary>Its server is its store's, and the store's cards are most often used there.</summary>
    private int Store => index % Floor.Stores;

    /// <summary>Works until told to take no more and all is settled, or to give up.</summary>
    public async Task RunAsync(CancellationToken noMore, CancellationToken giveUp)
    {
        var home = Store % lines.Nodes;
        for (var node = home; !giveUp.IsCancellationRequested;)
        {
            Fill(noMore);
            lock (gate)
                if (pending.Count == 0 && noMore.IsCancellationRequested) return;
            var served = await StreamAsync(node, noMore, giveUp);
            node = served && random.Next(10) < 9 ? home : random.Next(lines.Nodes);
            await Task.Delay(random.Next(10, 120), CancellationToken.None);
        }
    }

    /// <summary>Runs one stream to its end; false if nothing came from it.</summary>
    private async Task<bool> StreamAsync(int node, CancellationToken noMore, CancellationToken giveUp)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        using var call = lines.Points(node).UploadReceipts(new CallOptions(caller, null, life.Token));
        var outbox = Channel.CreateUnbounded<Pending>();
        lock (gate)
            foreach (var one in pending.Values) outbox.Writer.TryWrite(one);
        var writing = WriteAsync(call.RequestStream, outbox.Reader, life.Token);
        var served = false;
        try
        {
            life.CancelAfter(MaxSilence);
            while (await call.ResponseStream.MoveNext(life.Token))
            {
                life.CancelAfter(MaxSilence);
                served = true;
                Take(call.ResponseStream.Current, outbox.Writer, life.Token);
                foreach (var one in Fill(noMore)) outbox.Writer.TryWrite(one);
                lock (gate)
                    if (pending.Count == 0) return true;
            }
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            if (exception is RpcException ended && Refusal.From(ended) is { IsTransient: false } refusal)
                journal.Violations.Add(Invariant.Harmless, "", $"an upload ended permanently: {refusal}");
            lock (gate) journal.Tally.Add(Counted.Unanswered, pending.Values.Count(one => one.Start > 0));
        }
        finally
        {
            await life.CancelAsync();
            await writing;
            lock (gate)
                foreach (var one in pending.Values) one.Start = 0;
        }

        return served;
    }

    private async Task WriteAsync(
        IClientStreamWriter<UploadReceiptsRequest> stream, ChannelReader<Pending> outbox, CancellationToken life)
    {
        try
        {
            await foreach (var one in outbox.ReadAllAsync(life))
            {
                journal.Tally.Add(Counted.Attempts);
                one.Start = Journal.Now;
                await stream.WriteAsync(one.Message, life);
            }
        }
        catch (Exception exception) when (
            exception is RpcException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // the reading end says why
        }
    }

    private void Take(UploadReceiptsResponse answer, ChannelWriter<Pending> outbox, CancellationToken life)
    {
        Pending? one;
        lock (gate)
            if (!pending.TryGetValue(answer.Item, out one)) return;
        if (answer.OutcomeCase == UploadReceiptsResponse.OutcomeOneofCase.Accrued)
        {
            journal.Accrued(one.Sale, answer.Accrued, one.Start);
            floor.Keep(random, one.Sale);
        }
        else if (Answers.IsForNow(Refusal.From(answer.Refused), journal, one.Sale))
        {
            one.Start = 0;
            _ = Task.Delay(random.Next(20, 200), life).ContinueWith(
                _ => outbox.TryWrite(one), life, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            return;
        }

        lock (gate) pending.Remove(answer.Item);
    }

    /// <summary>Takes as many receipts as may be unanswered at once, and returns those that are new.</summary>
    private List<Pending> Fill(CancellationToken noMore)
    {
        var added = new List<Pending>();
        lock (gate)
        {
            while (pending.Count < size.Window && Next(noMore) is { } sale)
            {
                var one = new Pending(++items, sale);
                pending.Add(one.Message.Item, one);
                added.Add(one);
            }
        }

        return added;
    }

    private Sale? Next(CancellationToken noMore)
    {
        if (floor.TakeEcho(Store) is { } echo)
        {
            journal.Tally.Add(Counted.Doubles);
            return echo;
        }

        if (noMore.IsCancellationRequested || floor.Pick(random, Store) is not { } card) return null;
        var sale = floor.Sell(random, card, Store);
        if (random.Next(100) < size.EchoPercent) floor.Echo(sale, Store);
        return sale;
    }

    private sealed class Pending(long item, Sale sale)
    {
        public Sale Sale => sale;

        public UploadReceiptsRequest Message { get; } =
            new() { Item = item, CardNumber = sale.Card.Number, Receipt = sale.Receipt };

        /// <summary>When it was sent on the stream that is open; 0 if it wasn't.</summary>
        public long Start { get; set; }
    }
}
