using System.Collections.Immutable;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>
/// A command that is decided from its card's entries, which the card's state doesn't hold, and that can be executed
/// in part: without whatever needs a unique key that is used already.
/// </summary>
public interface IEntriesCommand : ICardCommand
{
    /// <summary>The most entries that such a card has; all of them are read.</summary>
    int MaxEntries { get; }

    /// <summary>The command with its card's entries as the ledger has them now.</summary>
    IEntriesCommand With(ImmutableArray<LedgerEntry> entries);

    /// <summary>The command without what needs a key that is used already; null if the whole has to be refused.
    /// </summary>
    IEntriesCommand? Without(string usedKey);
}
