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
    public Identity IdentityOn(CardId cardId, Circumstances circumstances) => Identity.OfRequest(
        circumstances.Caller, RequestId, CardMeaning.OfChange(EntryKind.LossReport, cardId));

    public Decision Decide(CardState state, Circumstances circumstances) => Card.Decide(state, this, circumstances);
}

public static partial class Card
{
    /// <summary>The loss counts from this entry on: what was accepted before stands.</summary>
    public static Decision Decide(CardState state, ReportLostCard command, Circumstances circumstances) =>
        Check(CardVerb.ReportLost, state, command.Number, circumstances) is { } refused
            ? refused
            : Note(EntryKind.LossReport, null, state, command, circumstances);
}
