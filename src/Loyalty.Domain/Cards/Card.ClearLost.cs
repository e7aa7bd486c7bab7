using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Takes back the report of a loss, since the card was found.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ClearLostCard")]
public sealed record ClearLostCard([property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number)
    : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "clear-lost-card",
        CallerRight.ServeCustomers,
        new EntryDescriptor(EntryKind.LossClearance, static (_, _) => "Found: no longer reported lost.")
        {
            After = static (life, _, _) => life with { LostTime = null },
        })
    {
        Forbidden = CardTable.Unusable,
        Needed = CardFacts.Lost,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(Verb, cardId));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);
}

public static partial class Card
{
    /// <summary>The card is as it was before the loss, under the same number.</summary>
    public static Decision Decide(CardState state, ClearLostCard command, DecisionContext context) =>
        Check(ClearLostCard.Verb, state, command.Number, context) is { } refused
            ? refused
            : Note(EntryKind.LossClearance, null, state, command, context);
}
