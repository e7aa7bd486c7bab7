using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Suspends a card.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
/// <param name="Reason">Why, in the manager's words; never personal data.</param>
[GenerateSerializer, Immutable, Alias("loyalty.SuspendCard")]
public sealed record SuspendCard(
    [property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number, [property: Id(2)] string Reason)
    : ICardCommand
{
    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(EntryKind.Suspension, cardId, Reason));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);
}

public static partial class Card
{
    /// <summary>Until the suspension ends, the card neither earns nor can be replaced or cancelled.</summary>
    public static Decision Decide(CardState state, SuspendCard command, DecisionContext context) =>
        Check(CardVerb.Suspend, state, command.Number, context) is { } refused
            ? refused
            : Note(EntryKind.Suspension, CardChange.For(command.Reason), state, command, context);
}
