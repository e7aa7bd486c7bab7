using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Ends a card for good.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
/// <param name="Reason">Why, in the operator's words; may be empty. Never personal data.</param>
[GenerateSerializer, Immutable, Alias("loyalty.CancelCard")]
public sealed record CancelCard(
    [property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number, [property: Id(2)] string Reason)
    : ICardCommand
{
    public Identity IdentityOn(CardId cardId, Circumstances circumstances) => Identity.OfRequest(
        circumstances.Caller, RequestId, CardMeaning.OfChange(EntryKind.Cancellation, cardId, Reason));

    public Decision Decide(CardState state, Circumstances circumstances) => Card.Decide(state, this, circumstances);
}

public static partial class Card
{
    /// <summary>
    /// What is left is forfeited, a debt is written off, and what a next receipt would have completed is dropped: the
    /// last entry leaves the card with nothing. Its member may have another of the type then.
    /// </summary>
    public static Decision Decide(CardState state, CancelCard command, Circumstances circumstances)
    {
        if (Check(CardVerb.Cancel, state, command.Number, circumstances) is { } refused) return refused;
        var booking = Begin(state, command, circumstances);
        var left = booking.State;
        booking.Append(
            booking.Blank(EntryKind.Cancellation) with
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
        return booking.ToCommit() with { Holds = Holdings.Between(state, booking.State) };
    }
}
