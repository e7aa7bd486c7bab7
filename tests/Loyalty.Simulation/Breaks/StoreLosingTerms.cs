using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Breaks;

/// <summary>term-forgotten: a card that is loaded can be used for ever.</summary>
internal sealed class StoreLosingTerms(ILedgerStore inner) : StoreWrapper(inner)
{
    public override async Task<IReadOnlyList<CardState?>> LoadAsync(
        IReadOnlyList<CardId> cardIds, CancellationToken cancellationToken)
    {
        var cards = await base.LoadAsync(cardIds, cancellationToken);
        return [.. cards.Select(WithoutTerm)];
    }

    private static CardState? WithoutTerm(CardState? card) =>
        card is null ? null : card with { Life = card.Life with { TermEndDate = null } };
}
