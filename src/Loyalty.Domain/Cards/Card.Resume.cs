using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Ends a card's suspension.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
/// <param name="Reason">Why, in the manager's words; never personal data.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ResumeCard")]
public sealed record ResumeCard(
    [property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number, [property: Id(2)] string Reason)
    : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "resume-card",
        CallerRight.Supervise,
        new EntryDescriptor(EntryKind.Resumption, static (_, _) => "Resumed.")
        {
            After = static (life, _, _) => life with { IsSuspended = false },
        })
    {
        Forbidden = CardTable.Unusable,
        Needed = CardFacts.Suspended,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(Verb, cardId, Reason));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);
}

public static partial class Card
{
    /// <summary>The card is as it was before the suspension.</summary>
    public static Decision Decide(CardState state, ResumeCard command, DecisionContext context) =>
        Check(ResumeCard.Verb, state, command.Number, context) is { } refused
            ? refused
            : Note(EntryKind.Resumption, CardChange.For(command.Reason), state, command, context);
}
