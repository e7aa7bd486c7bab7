using System.Collections.Immutable;
using Loyalty.Domain.Commits;

namespace Loyalty.Domain.Cards;

/// <summary>What cards hold: for each member and type, one card that can be used.</summary>
public static class Holdings
{
    /// <summary>What a card gets and gives up by coming from one state to another.</summary>
    public static ImmutableArray<Hold> Between(CardState before, CardState after)
    {
        var (had, has) = (before.Life.HoldingKey, after.Life.HoldingKey);
        if (had == has) return [];
        var holds = ImmutableArray.CreateBuilder<Hold>(2);
        if (had is not null) holds.Add(new Hold(had, after.CardId, HoldChange.Release));
        if (has is not null) holds.Add(new Hold(has, after.CardId, HoldChange.Take));
        return holds.DrainToImmutable();
    }

    /// <summary>Whether a key that a commit was refused for is one of these.</summary>
    internal static bool IsHolding(string key) => key.StartsWith("holder/", StringComparison.Ordinal);
}
