using Loyalty.Domain.Commits;

namespace Loyalty.Ledger.Writing;

/// <summary>The cards of a batch.</summary>
internal static class BatchCards
{
    /// <summary>All steps of all commits.</summary>
    public static IReadOnlyList<CardSteps> Of(IReadOnlyList<Commit> batch)
    {
        var cards = new List<CardSteps>(batch.Count);
        foreach (var commit in batch)
        {
            foreach (var steps in commit.Cards) cards.Add(steps);
        }

        return cards;
    }
}
