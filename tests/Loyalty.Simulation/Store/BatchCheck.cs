using Loyalty.Domain;
using Loyalty.Domain.Commits;

namespace Loyalty.Simulation.Store;

/// <summary>Whether each commit of a batch passes every guard, those before it being written already.</summary>
internal sealed class BatchCheck(Books books)
{
    private readonly HashSet<CardId> cards = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> drawn = new(StringComparer.Ordinal);

    public bool Passes(Commit commit, object? transaction)
    {
        foreach (var steps in commit.Cards)
        {
            if (books.IsLocked(steps.CardId, transaction)) return false;
            if (!books.FenceHolds(steps, cards.Add(steps.CardId))) return false;
        }

        if (!books.IdentityIsFree(commit.Identity, keys.Add(commit.Identity.Key))) return false;
        foreach (var key in commit.FurtherKeys())
            if (!books.KeyIsFree(key, keys.Add(key))) return false;
        foreach (var hold in commit.Holds)
            if (!books.IsFree(hold, commit.Holds) || !keys.Add($"held {hold.Change} {hold.Key}")) return false;
        foreach (var draw in commit.Draws)
        {
            var after = drawn.GetValueOrDefault(draw.Key, books.DrawnOf(draw.Key)) + draw.Quantity;
            if (after > books.BoundOf(draw)) return false;
            drawn[draw.Key] = after;
        }

        return true;
    }
}
