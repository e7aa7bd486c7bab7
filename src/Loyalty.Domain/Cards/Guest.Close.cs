using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Cards;

/// <summary>Ends a guest card that nobody claimed on its day. The card is the request: closed twice is closed once.
/// </summary>
[GenerateSerializer, Immutable, Alias("loyalty.CloseGuestCard")]
public sealed record CloseGuestCard : ICardCommand
{
    public static CardVerb Verb { get; } = new("close-guest-card", CallerRight.EngineOnly, CancelCard.Verb.Entry)
    {
        FitsFingerprint = static (entry, _, used) => used.Equals(FingerprintOf(entry.CardId)),
    };

    CardVerb ICardCommand.Verb => Verb;

    /// <summary>The reason that its last entry gives.</summary>
    public const string Reason = "Unclaimed";

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => new(
        Key.Of("guest-closure", $"{cardId}"), FingerprintOf(cardId));

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    /// <summary>In the ledger it is a cancellation, by that command's word.</summary>
    private static Fingerprint FingerprintOf(CardId cardId) =>
        CardFingerprint.OfChange(CancelCard.Verb, cardId, Reason);
}

public static partial class Card
{
    /// <summary>Refused where it is no guest card, has ended, or its day isn't over.</summary>
    public static Decision Decide(CardState state, CloseGuestCard command, DecisionContext context)
    {
        if (!state.IsIssued) return new Refused(Refusal.CardUnknown);
        if (state.Life.Type != CardType.Guest) return new Refused(Refusal.CardIsNoGuest);
        if (state.Life.CancelDate is not null)
            return Explain(Refusal.CardCancelled, state, state.Number, context.Caller);
        if (state.IssueDate >= context.Today) return new Refused(Refusal.CardNotDue);

        var posting = Begin(state, command, context);
        posting.Append(posting.Blank(EntryKind.Cancellation) with { Change = CardChange.For(CloseGuestCard.Reason) });
        return posting.ToCommit() with { SlotChanges = ExclusiveSlots.Between(state, posting.State) };
    }
}
