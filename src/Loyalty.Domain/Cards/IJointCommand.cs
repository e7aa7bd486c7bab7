using System.Collections.Immutable;
using Loyalty.Domain.Commits;

namespace Loyalty.Domain.Cards;

/// <summary>
/// A command to several cards at once. The first card orders and answers it; the others are read from the ledger, never
/// from memory, and a version conflict by the commit like the first.
/// </summary>
public interface IJointCommand : ICardCommand
{
    /// <summary>The other cards; each is another than the first and than the rest.</summary>
    ImmutableArray<CardId> Others { get; }

    /// <summary>Decides; pure.</summary>
    /// <param name="state">The first card.</param>
    /// <param name="others">The other cards, in their order; unissued if no entry names one.</param>
    /// <param name="context">The context.</param>
    Decision Decide(CardState state, IReadOnlyList<CardState> others, DecisionContext context);

    Decision ICardCommand.Decide(CardState state, DecisionContext context) =>
        throw new InvalidOperationException("It needs the other cards as well.");
}
