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
    public Identity IdentityOn(CardId cardId, Circumstances circumstances) => Identity.OfRequest(
        circumstances.Caller, RequestId, CardMeaning.OfChange(EntryKind.LossClearance, cardId));

    public Decision Decide(CardState state, Circumstances circumstances) => Card.Decide(state, this, circumstances);
}

public static partial class Card
{
    /// <summary>The card is as it was before the loss, under the same number.</summary>
    public static Decision Decide(CardState state, ClearLostCard command, Circumstances circumstances) =>
        Check(CardVerb.ClearLost, state, command.Number, circumstances) is { } refused
            ? refused
            : Note(EntryKind.LossClearance, null, state, command, circumstances);
}
