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
    public static CardVerb Verb { get; } = new(
        "suspend-card",
        CallerRight.Supervise,
        new EntryDescriptor(EntryKind.Suspension, static (_, _) => "Suspended.")
        {
            After = static (life, _, _) => life with { IsSuspended = true },
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Suspended,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(Verb, cardId, Reason));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);
}

public static partial class Card
{
    /// <summary>Until the suspension ends, the card neither earns nor can be replaced or cancelled.</summary>
    public static Decision Decide(CardState state, SuspendCard command, DecisionContext context) =>
        Check(SuspendCard.Verb, state, command.Number, context) is { } refused
            ? refused
            : Note(EntryKind.Suspension, CardChange.For(command.Reason), state, command, context);
}
