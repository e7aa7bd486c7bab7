using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Simulation.Store;

namespace Loyalty.Simulation.Checks;

/// <summary>Folds a card's life, entry by entry, as the ledger has it.</summary>
internal static class Lives
{
    /// <summary>The card before each of its entries, and that entry; only number and life are kept up.</summary>
    public static IEnumerable<(CardState Before, PostedEntry Row)> Of(IReadOnlyList<PostedEntry> rows)
    {
        var state = CardState.Unissued(default);
        foreach (var row in rows)
        {
            yield return (state, row);
            state = After(state, row);
        }
    }

    /// <summary>Every state in which the card was at some step from the first to the last.</summary>
    public static IEnumerable<CardState> During(IReadOnlyList<PostedEntry> rows, long first, long last)
    {
        var state = CardState.Unissued(default);
        foreach (var row in rows)
        {
            if (row.Step > last) break;
            if (row.Step >= first) yield return state;
            state = After(state, row);
        }

        yield return state;
    }

    private static CardState After(CardState state, PostedEntry row) => state with
    {
        Seq = row.Entry.Seq,
        Number = row.Entry.CardNumber ?? state.Number,
        Life = state.Life.After(row.Entry, state.Number),
    };
}
