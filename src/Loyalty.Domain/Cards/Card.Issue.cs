using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

public static partial class Card
{
    /// <summary>What the request is known by.</summary>
    public static Identity IdentityOf(IssueCard command, Caller caller) => Identity.OfRequest(
        caller, command.RequestId, new Meaning.Builder().Add(MeaningField.Command, "issue-card").Build());

    /// <summary>
    /// Issues the card: its first entry, of 0 points, with the number claimed for ever. An issued card refuses with
    /// <see cref="Refusal.RequestConflict"/>; a repeated request is recognised by its identity before that counts.
    /// </summary>
    public static Decision Decide(CardState state, IssueCard command, Circumstances circumstances)
    {
        if (state.IsIssued) return new Refused(Refusal.RequestConflict, "request_id");
        var booking = new Booking(state, circumstances, IdentityOf(command, circumstances.Caller));
        booking.Append(
            booking.Blank(EntryKind.Issue) with { CardNumber = command.Number },
            state with { Number = command.Number, IssueDate = circumstances.Today });
        return booking.ToCommit(command.Number.ClaimKey);
    }
}
