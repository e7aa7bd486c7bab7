using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;

namespace Loyalty.Testing.Checks;

/// <summary>Folds a card's entries to its number and life; nothing else of the state is kept up.</summary>
public static class CardFold
{
    /// <summary>The card before each of its entries, and that entry.</summary>
    public static IEnumerable<(CardState Before, LedgerEntry Entry)> Of(IEnumerable<LedgerEntry> entries)
    {
        var state = CardState.Unissued(default);
        foreach (var entry in entries)
        {
            yield return (state, entry);
            state = After(state, entry);
        }
    }

    public static CardState After(CardState state, LedgerEntry entry) => state with
    {
        Seq = entry.Seq,
        Number = entry.CardNumber ?? state.Number,
        Life = state.Life.After(entry, state.Number),
    };
}
