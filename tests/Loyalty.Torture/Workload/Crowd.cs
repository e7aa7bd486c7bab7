using Loyalty.Testing;
using Loyalty.Torture.Lives;
using Loyalty.Torture.Lives.Guests;
using Loyalty.Torture.Lives.Imports;

namespace Loyalty.Torture.Workload;

/// <summary>All clients of a round, from its first card to the last unsettled receipt.</summary>
public sealed class Crowd : IAsyncDisposable
{
    private readonly CancellationTokenSource noMore = new();
    private readonly CancellationTokenSource giveUp = new();
    private readonly List<Till> tills;
    private readonly Journal journal;
    private readonly Desk desk;
    private readonly Lines lines;
    private readonly Floor floor;
    private readonly CrowdSize size;
    private readonly int seed;
    private Task working = Task.CompletedTask;

    public Crowd(CrowdSize size, Lines lines, Floor floor, Journal journal, int seed)
    {
        (this.size, this.lines, this.floor, this.journal, this.seed) = (size, lines, floor, journal, seed);
        desk = new Desk(lines, floor, journal, seed);
        tills = [.. Enumerable.Range(0, size.Tills).Select(
            index => new Till(index, size, lines, floor, journal, seed + 100 + index))];
    }

    /// <summary>Issues the first cards and sets everybody to work.</summary>
    public async Task StartAsync()
    {
        await desk.IssueAsync(size.FirstCards, giveUp.Token);
        var clients = tills.Select(till => till.RunAsync(noMore.Token, giveUp.Token))
            .Append(desk.RunAsync(noMore.Token, giveUp.Token))
            .Concat(Enumerable.Range(0, size.Readers)
                .Select(index => new Reader(lines, floor, journal, seed + 200 + index).RunAsync(noMore.Token)))
            .Concat(Enumerable.Range(0, size.Repeaters)
                .Select(index => new Repeater(lines, floor, journal, seed + 300 + index).RunAsync(noMore.Token)))
            .Concat(Enumerable.Range(0, size.Lives)
                .Select(index => new Living(lines, floor, journal, seed + 400 + index)
                    .RunAsync(noMore.Token, giveUp.Token)))
            .Concat(Enumerable.Range(0, size.Members)
                .Select(index => new Joining(lines, floor, journal, seed + 500 + index)
                    .RunAsync(noMore.Token, giveUp.Token)))
            .Concat(Enumerable.Range(0, size.Members)
                .Select(index => new Merging(lines, floor, journal, seed + 600 + index)
                    .RunAsync(noMore.Token, giveUp.Token)))
            .Concat(Enumerable.Range(0, size.Guests)
                .Select(index => new Guesting(lines, floor, journal, seed + 700 + index)
                    .RunAsync(noMore.Token, giveUp.Token)))
            .Concat(Enumerable.Range(0, size.Imports)
                .Select(index => new Importing(lines, journal, seed + 800 + index)
                    .RunAsync(noMore.Token, giveUp.Token)));
        working = Task.WhenAll(clients.ToArray());
    }

    /// <summary>Takes no more work, waits until all that was begun is settled, and names what isn't.</summary>
    public async Task SettleAsync(TimeSpan limit)
    {
        floor.Resend(new Random(seed), size.Resent);
        await noMore.CancelAsync();
        if (await Task.WhenAny(working, Task.Delay(limit)) != working)
        {
            await giveUp.CancelAsync();
            foreach (var sale in tills.SelectMany(till => till.Unsettled))
                journal.Violations.Add(Invariant.Liveness, sale.Card.Id, $"{sale.Key} was not settled within {limit}");
        }

        await working;
    }

    public async ValueTask DisposeAsync()
    {
        await noMore.CancelAsync();
        await giveUp.CancelAsync();
        await working;
        noMore.Dispose();
        giveUp.Dispose();
    }
}
