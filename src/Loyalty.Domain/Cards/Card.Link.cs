using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Cards;

/// <summary>Makes a card a member's.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
/// <param name="MemberId">The member, who was there when it was checked.</param>
[GenerateSerializer, Immutable, Alias("loyalty.LinkMember")]
public sealed record LinkMember(
    [property: Id(0)] Guid RequestId,
    [property: Id(1)] CardNumber Number,
    [property: Id(2)] MemberId MemberId) : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "link-member",
        CallerRight.ServeCustomers,
        new EntryDescriptor(
            EntryKind.MemberLink,
            static (entry, _) => MergeCards.Wrote(entry)
                ? "Became the card of the member into whom its own was merged."
                : "Became a member's card.")
        {
            After = static (life, entry, _) => life with { MemberId = entry.Change?.MemberId },
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Lost | CardFacts.Suspended,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(Verb, cardId, member: MemberId));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    public Refused KeyAlreadyUsed(string key) => new(Refusal.MemberHasCard, "member_id");
}

/// <summary>Makes a member's card nobody's.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number.</param>
/// <param name="Reason">Why, in the operator's words; may be empty. Never personal data.</param>
[GenerateSerializer, Immutable, Alias("loyalty.UnlinkMember")]
public sealed record UnlinkMember(
    [property: Id(0)] Guid RequestId, [property: Id(1)] CardNumber Number, [property: Id(2)] string Reason)
    : ICardCommand
{
    public static CardVerb Verb { get; } = new(
        "unlink-member",
        CallerRight.ServeCustomers,
        new EntryDescriptor(EntryKind.MemberUnlink, static (_, _) => "Is nobody's card any more.")
        {
            After = static (life, _, _) => life with { MemberId = null },
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Lost | CardFacts.Suspended,
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfChange(Verb, cardId, Reason));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);
}

public static partial class Card
{
    /// <summary>
    /// The card gets the member's one slot of its type; refuses if the member has such a card already.
    /// </summary>
    public static Decision Decide(CardState state, LinkMember command, DecisionContext context)
    {
        if (Check(LinkMember.Verb, state, command.Number, context) is { } refused) return refused;
        if (state.Life.MemberId is not null) return new Refused(Refusal.CardHasMember, "card_number");
        var change = new CardChange(null, null, 0, "", false) { MemberId = command.MemberId };
        return Note(EntryKind.MemberLink, change, state, command, context);
    }

    /// <summary>
    /// Unlinks the member. Its points stay on the card; the member may have another of its type then.
    /// </summary>
    public static Decision Decide(CardState state, UnlinkMember command, DecisionContext context)
    {
        if (Check(UnlinkMember.Verb, state, command.Number, context) is { } refused) return refused;
        return state.Life.MemberId is null
            ? new Refused(Refusal.CardHasNoMember, "card_number")
            : Note(EntryKind.MemberUnlink, CardChange.For(command.Reason), state, command, context);
    }
}
