using System.Collections.Frozen;
using Loyalty.Domain.Cards;

namespace Loyalty.Domain.Entries;

/// <summary>Finds the descriptor of a kind of entry: those of all commands, and of what no command asks for.</summary>
public static class EntryDescriptors
{
    /// <summary>A lot's remainder, which leaves along with the card's next commit.</summary>
    private static readonly EntryDescriptor Expiry = new(
        EntryKind.Expiry, static (entry, _) => $"{EntryPhrases.Points(-entry.Points)} expired.")
    {
        Points = EntryPoints.Any,
    };

    private static readonly FrozenDictionary<EntryKind, EntryDescriptor> ByKind = CardVerbs.All
        .SelectMany(static verb => verb.Answers).Append(Expiry).Distinct()
        .ToFrozenDictionary(static descriptor => descriptor.Kind);

    /// <exception cref="ArgumentOutOfRangeException">No such kind is known.</exception>
    public static EntryDescriptor Of(EntryKind kind) => ByKind.TryGetValue(kind, out var descriptor)
        ? descriptor
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
}
