using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Ledger.Writing;
using Loyalty.Simulation.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Simulation.Tests.Differential;

/// <summary>Plays commits to one store and writes down all that it says.</summary>
internal sealed class Player : IDisposable
{
    private readonly ILedgerStore store;
    private readonly LedgerMetrics metrics = new();
    private readonly LedgerWriter cutWriter;

    public Player(ILedgerStore store, ulong seed)
    {
        this.store = store;
        var options = new LedgerOptions
        {
            WriteLanes = 1, Deadline = TimeSpan.FromSeconds(20), RetryMin = TimeSpan.FromMilliseconds(1),
            RetryMax = TimeSpan.FromMilliseconds(2),
        };
        cutWriter = new LedgerWriter(
            new CutStore(store, new Dice(seed)), options, LedgerEnvironment.Production, metrics,
            NullLogger<LedgerWriter>.Instance);
    }

    /// <summary>The batch whole; if it is refused, what each would be refused for, and each alone.</summary>
    public async Task<List<string>> PlayAsync(IReadOnlyList<Commit> batch)
    {
        var said = new List<string>();
        var result = await store.WriteAsync(batch, default);
        said.Add(Texts.Of(result));
        said.AddRange((await store.InspectAsync(batch, default)).Select(Texts.Of));
        if (!result.Written)
            foreach (var commit in batch) said.Add(Texts.Of(await store.WriteAsync([commit], default)));

        var cards = batch.SelectMany(commit => commit.Cards, (_, steps) => steps.CardId).ToList();
        said.AddRange((await store.LoadAsync(cards, default)).Select(Texts.Of));
        var checks = batch.Select(commit => new CheckQuery(commit.CardId, commit.IdempotencyKey)).ToList();
        said.AddRange((await store.CheckAsync(checks, default)).Select(Texts.Of));
        var keys = batch.SelectMany(commit => commit.UniqueKeysBesides()).ToList();
        said.AddRange((await store.FindUniqueKeysAsync(keys, default)).Select(found => $"{found}"));
        var slots = batch.SelectMany(commit => commit.SlotChanges, (_, slot) => slot.Key).ToList();
        said.AddRange((await store.FindHoldersAsync(slots, default)).Select(found => $"{found}"));
        foreach (var cardId in cards)
        {
            var entries = await store.ReadEntriesAsync(cardId, EntryScan.After(2, 5), default);
            said.AddRange(entries.Select(entry => Texts.Of(entry)));
        }

        return said;
    }

    /// <summary>The commit through the real writer, over a connection that breaks at commit.</summary>
    public async Task<List<string>> PlayCutAsync(Commit commit) =>
        [Texts.Of(await cutWriter.CommitAsync(commit))];

    public Task<List<string>> RowsAsync() => Texts.RowsOfAsync(store);

    public void Dispose() => metrics.Dispose();
}
