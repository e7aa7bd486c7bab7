using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;
using Loyalty.Testing;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>Makes cards on which every command of the table is accepted unless their facts refuse it.</summary>
internal static class VerbScene
{
    private static readonly Guid Id = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private static readonly MemberId Member = new(Guid.Parse("99999999-2222-4333-8444-555555555555"));

    private static readonly CardId OtherId = new(Member.Value);

    private static readonly CommandMaker Maker = new()
    {
        RequestId = Id, Member = Member, OtherCard = OtherId, OtherNumber = Sample.OtherNumber,
        Receipt = Sample.Receipt,
    };

    /// <summary>The card as a member's, but for the command that makes it one's.</summary>
    public static CardState For(this CardState state, CardVerb verb) =>
        verb == LinkMember.Verb ? state : state with { Life = state.Life with { MemberId = Member } };

    /// <summary>A transfer is between the card and one of the same member's that nothing speaks against.</summary>
    public static Decision Decide(CardVerb verb, CardNumber presented, CardState state)
    {
        var other = CardWith(CardFacts.None) with { CardId = OtherId, Number = Sample.OtherNumber, Balance = 1 };
        other = other with { Lots = [new Lot(null, 1, 1)], Life = other.Life with { MemberId = Member } };
        state = state with { Balance = 1, Lots = [new Lot(null, 1, 1)] };
        if (verb == TransferPoints.OfOtherCard)
            return new TransferPoints(Id, other.Number, state.CardId, presented, 1)
                .Decide(other, [state], Sample.AtDesk());
        return Command(verb, presented) is IJointCommand joint
            ? joint.Decide(state, [other], Sample.AtDesk())
            : Command(verb, presented).Decide(state, Sample.AtDesk());
    }

    /// <summary>A card of a year is expired after two; everything else is done to it in the order that is allowed.
    /// </summary>
    public static CardState CardWith(CardFacts facts)
    {
        var state = Sample.IssueOf(CardType.OneYear, facts.HasFlag(CardFacts.Expired) ? 700 : 340);
        var then = Sample.AtDesk(facts.HasFlag(CardFacts.Expired) ? -690 : -1);
        if (facts.HasFlag(CardFacts.Replaced))
            state = Sample.After(state, Command(ReplaceCard.Verb, state.Number), then);
        if (facts.HasFlag(CardFacts.Lost))
            state = Sample.After(state, Command(ReportLostCard.Verb, state.Number), then);
        if (facts.HasFlag(CardFacts.Suspended))
            state = Sample.After(state, Command(SuspendCard.Verb, state.Number), then);

        // Nobody can cancel a suspended card, so that pair of facts is made up.
        return facts.HasFlag(CardFacts.Cancelled)
            ? state with { Life = state.Life with { CancelDate = Sample.Today } }
            : state;
    }

    private static ICardCommand Command(CardVerb verb, CardNumber number) => Maker.Make(verb, number);
}
