using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Ends a card's hold.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
/// <param name="Reason">Why, in the manager's words; never personal data.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ResumeCard")]
public sealed record ResumeCard(
    [property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number, [property: Id(2)] string Reason)
    : ICardCommand
{
    public Identity IdentityOn(CardId cardId, Circumstances circumstances) => Identity.OfRequest(
        circumstances.Caller, RequestId, CardMeaning.OfChange(EntryKind.Resumption, cardId, Reason));

    public Decision Decide(CardState state, Circumstances circumstances) => Card.Decide(state, this, circumstances);
}

public static partial class Card
{
    /// <summary>The card is as it was before the hold.</summary>
    public static Decision Decide(CardState state, ResumeCard command, Circumstances circumstances) =>
        Check(CardVerb.Resume, state, command.Number, circumstances) is { } refused
            ? refused
            : Note(EntryKind.Resumption, CardChange.For(command.Reason), state, command, circumstances);
}
