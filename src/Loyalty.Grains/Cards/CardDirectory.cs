using System.Collections.Concurrent;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Grains.Cards;

/// <summary>
/// Finds the card of a number. It remembers hits only, since a number never changes its card and a number that is not
/// there now may be issued the next moment. Memory is bounded by two generations: when the young one is full it
/// becomes the old one, and what was not asked for since is dropped.
/// </summary>
/// <param name="ledger">Asked for what is not remembered.</param>
/// <param name="capacity">Numbers in one generation; at most twice as many are remembered.</param>
public sealed class CardDirectory(ILedger ledger, int capacity = 250_000)
{
    private ConcurrentDictionary<string, CardId> young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, CardId> old = new(StringComparer.Ordinal);
    private int youngCount;

    /// <summary>The card to which the number was ever given; null if to none.</summary>
    public ValueTask<CardId?> FindAsync(CardNumber number)
    {
        if (young.TryGetValue(number.Digits, out var cardId)) return new ValueTask<CardId?>(cardId);
        if (!old.TryGetValue(number.Digits, out cardId)) return AskAsync(number);
        Remember(number, cardId);
        return new ValueTask<CardId?>(cardId);
    }

    private async ValueTask<CardId?> AskAsync(CardNumber number)
    {
        var found = await ledger.FindCardAsync(number);
        if (found is { } cardId) Remember(number, cardId);
        return found;
    }

    /// <summary>Remembers a number that the ledger holds.</summary>
    public void Remember(CardNumber number, CardId cardId)
    {
        if (!young.TryAdd(number.Digits, cardId)) return;
        if (Interlocked.Increment(ref youngCount) < capacity) return;
        Interlocked.Exchange(ref youngCount, 0);
        old = young;
        young = new ConcurrentDictionary<string, CardId>(StringComparer.Ordinal);
    }
}
