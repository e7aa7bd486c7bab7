using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Ends a card permanently.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
/// <param name="Reason">Why, in the operator's words; may be empty. Never personal data.</param>
[GenerateSerializer, Immutable, Alias("loyalty.CancelCard")]
public sealed record CancelCard(
    [property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number, [property: Id(2)] string Reason)
    : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "cancel-card",
        CallerRight.ServeCustomers,
        new EntryDescriptor(
            EntryKind.Cancellation,
            static (entry, _) => MergeCards.Wrote(entry)
                ? "Cancelled permanently: its member was merged into one who has another card of its type."
                : "Cancelled permanently.")
        {
            Points = EntryPoints.Rest,
            After = static (life, entry, _) => life with { CancelDate = entry.BusinessDate },
        })
    {
        Forbidden = CardFacts.Replaced | CardFacts.Cancelled | CardFacts.Suspended,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(Verb, cardId, Reason));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);
}

public static partial class Card
{
    /// <summary>
    /// Ends the card: the points left are forfeited, a debt is written off, and a remainder towards a next point is
    /// dropped. The last entry leaves the card with nothing. Its member may have another of the type then.
    /// </summary>
    public static Decision Decide(CardState state, CancelCard command, DecisionContext context)
    {
        if (Check(CancelCard.Verb, state, command.Number, context) is { } refused) return refused;
        var posting = Begin(state, command, context);
        var left = posting.State;
        posting.Append(
            posting.Blank(EntryKind.Cancellation) with
            {
                Points = -left.Balance,
                LotEffects =
                [
                    .. left.Lots.Where(lot => lot.Remaining > 0)
                        .Select(lot => new LotEffect(lot.ExpiryDate, -lot.Remaining)),
                ],
                Change = CardChange.For(command.Reason),
            },
            left with { Balance = 0, Debt = 0, Lots = [], RemainderMinor = 0, DayPoints = [] });
        return posting.ToCommit() with { SlotChanges = ExclusiveSlots.Between(state, posting.State) };
    }
}
