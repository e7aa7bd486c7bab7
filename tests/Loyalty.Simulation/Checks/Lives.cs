using Loyalty.Domain.Cards;
using Loyalty.Simulation.Store;
using Loyalty.Testing.Checks;

namespace Loyalty.Simulation.Checks;

/// <summary>Finds what a card was while a request was under way.</summary>
internal static class Lives
{
    /// <summary>Every state in which the card was at some step from the first to the last.</summary>
    public static IEnumerable<CardState> During(IReadOnlyList<PostedEntry> rows, long first, long last)
    {
        var state = CardState.Unissued(default);
        foreach (var row in rows)
        {
            if (row.Step > last) break;
            if (row.Step >= first) yield return state;
            state = CardFold.After(state, row.Entry);
        }

        yield return state;
    }
}
