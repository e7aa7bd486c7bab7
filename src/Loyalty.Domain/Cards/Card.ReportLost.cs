using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Reports a card as lost.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ReportLostCard")]
public sealed record ReportLostCard([property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number)
    : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "report-lost-card",
        CallerRight.ServeCustomers,
        new EntryDescriptor(EntryKind.LossReport, static (_, _) => "Reported lost.")
        {
            After = static (life, entry, _) => life with { LostTime = entry.Time },
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Lost,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(Verb, cardId));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);
}

public static partial class Card
{
    /// <summary>The loss counts from this entry on: what was accepted before stands.</summary>
    public static Decision Decide(CardState state, ReportLostCard command, DecisionContext context) =>
        Check(ReportLostCard.Verb, state, command.Number, context) is { } refused
            ? refused
            : Note(EntryKind.LossReport, null, state, command, context);
}
