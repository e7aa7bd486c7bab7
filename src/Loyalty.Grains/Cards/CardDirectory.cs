using System.Collections.Concurrent;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Grains.Cards;

/// <summary>
/// Finds the card of a number. It caches hits only, since a number never changes its card and a number that is not
/// there now may be issued the next moment. Memory is bounded by two generations: when the young one is full it
/// becomes the old one, and what was not asked for since is dropped.
/// </summary>
/// <param name="ledger">Asked for what is not cached.</param>
/// <param name="capacity">Numbers in one generation; at most twice as many are cached.</param>
public sealed class CardDirectory(ILedger ledger, int capacity = 250_000)
{
    private ConcurrentDictionary<PackedNumber, CardId> young = new();
    private ConcurrentDictionary<PackedNumber, CardId> old = new();
    private int youngCount;

    /// <summary>The card to which the number was ever given; null if to none.</summary>
    public ValueTask<CardId?> FindAsync(CardNumber number)
    {
        if (!PackedNumber.TryPack(number, out var packed)) return AskAsync(number);
        if (young.TryGetValue(packed, out var cardId)) return new ValueTask<CardId?>(cardId);
        if (!old.TryGetValue(packed, out cardId)) return AskAsync(number);
        Add(number, cardId);
        return new ValueTask<CardId?>(cardId);
    }

    private async ValueTask<CardId?> AskAsync(CardNumber number)
    {
        var found = await ledger.FindCardAsync(number);
        if (found is { } cardId) Add(number, cardId);
        return found;
    }

    /// <summary>Caches a number that the ledger holds.</summary>
    public void Add(CardNumber number, CardId cardId)
    {
        if (!PackedNumber.TryPack(number, out var packed) || !young.TryAdd(packed, cardId)) return;
        if (Interlocked.Increment(ref youngCount) < capacity) return;
        Interlocked.Exchange(ref youngCount, 0);
        old = young;
        young = new ConcurrentDictionary<PackedNumber, CardId>();
    }
}
