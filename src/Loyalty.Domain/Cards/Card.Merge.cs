using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Cards;

/// <summary>
/// Makes all cards of one member another's. It is known by the two and by where it found the first card, so that a
/// repeat is either the same commit or finds nothing left to do.
/// </summary>
/// <param name="From">Whose cards they are.</param>
/// <param name="Into">Whose they become.</param>
/// <param name="Number">The first card's number, as it was found.</param>
/// <param name="Seq">The first card's last entry, as it was found.</param>
/// <param name="Others">The rest of the first member's cards, and all of the second's.</param>
[GenerateSerializer, Immutable, Alias("loyalty.MergeCards")]
public sealed record MergeCards(
    [property: Id(0)] MemberId From,
    [property: Id(1)] MemberId Into,
    [property: Id(2)] CardNumber Number,
    [property: Id(3)] long Seq,
    [property: Id(4)] ImmutableArray<CardId> Others) : IJointCommand
{
    public static CardVerb Verb { get; } = new(
        "merge-cards", CallerRight.ServeCustomers, LinkMember.Verb.Entry, CancelCard.Verb.Entry)
    {
        FitsFingerprint = static (entry, _, used) => entry.Change is { MemberId: { } into } change
            && used.Equals(CardFingerprint.OfMerge(change.Reason, into)),
    };

    CardVerb ICardCommand.Verb => Verb;

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => new(
        Key.Of("merge", From.ToString(), Into.ToString(), cardId.ToString(), FormattableString.Invariant($"{Seq}")),
        CardFingerprint.OfMerge(CardFingerprint.MergeReason(From), Into));

    public Decision Decide(CardState state, IReadOnlyList<CardState> others, DecisionContext context) =>
        Card.Decide([state, .. others], this, context);

    /// <summary>
    /// Whether a link or a cancellation is a merge's: a desk's link has no reason, its cancellation names no member.
    /// </summary>
    public static bool Wrote(LedgerEntry entry) => entry.Change is { MemberId: not null, Reason.Length: > 0 };

    /// <summary>A slot that was free when the cards were looked up: they are to be looked up again.</summary>
    public Refused KeyAlreadyUsed(string key) => new(Refusal.LostRace);
}

public static partial class Card
{
    /// <summary>
    /// Each card of the one member becomes the other's. Where the other has one of its type, everything on it is moved
    /// to that one, and it is cancelled: a member has one card of a type. Points, lots with their dates and debts are
    /// kept in sum; what a next receipt would have completed is not. Lost and expired cards go along as they are; a
    /// suspended one refuses with CARD_SUSPENDED, since what the suspension is about must stay. Cards that aren't whose
    /// they were looked up as, or that can't be at one moment, refuse with LOST_RACE.
    /// </summary>
    public static Decision Decide(
        ImmutableArray<CardState> cards, MergeCards command, DecisionContext context)
    {
        if (cards[0].Seq != command.Seq || !AreOfTheTwo(cards, command)) return new Refused(Refusal.LostRace);

        var idempotencyKey = command.IdempotencyKeyOn(cards[0].CardId, context);
        var postings = cards.Select(card => new Posting(card, context, idempotencyKey)).ToList();
        var takers = postings.FindAll(posting => IsOf(posting.State, command.Into));
        foreach (var giver in postings.Except(takers).ToList())
        {
            var taker = takers.Find(other => other.State.Life.Type == giver.State.Life.Type);
            if ((Held(giver.State) ?? Held(taker?.State)) is { } held) return held;
            if (taker?.State.Balance + Math.Max(giver.State.Balance, 0) > ProgramRules.MaxBalance)
                return new Refused(Refusal.BalanceTooLarge).With("max_balance", Invariant(ProgramRules.MaxBalance));
            Merge(giver, taker, command, isAnswer: giver == postings[0]);
        }

        var changed = postings.FindAll(posting => posting.HasEntries);
        return new Commit([.. changed.Select(posting => posting.ToSteps())], idempotencyKey, [], [])
        {
            SlotChanges = [.. changed.SelectMany(posting => ExclusiveSlots.Between(posting.Before, posting.State))],
        };
    }

    /// <summary>Makes a card the other member's, and merges it into their own of the type, if they have one.</summary>
    private static void Merge(Posting giver, Posting? taker, MergeCards command, bool isAnswer)
    {
        var change = new CardChange(null, null, 0, CardFingerprint.MergeReason(command.From), false)
        {
            MemberId = command.Into,
        };
        giver.PostExpiries();
        taker?.PostExpiries();
        var link = giver.Blank(EntryKind.MemberLink) with { Change = change };
        giver.Append(taker is null && isAnswer ? link : link with { IdempotencyKey = "" });
        if (taker is null) return;
        if (giver.State.Balance > 0) Move(giver, taker, giver.State.Balance, isAnswer: false);
        else if (giver.State.Debt > 0) MoveDebt(giver, taker);
        var cancellation = giver.Blank(EntryKind.Cancellation) with { Change = change };
        giver.Append(
            isAnswer ? cancellation : cancellation with { IdempotencyKey = "" },
            giver.State with { Lots = [], RemainderMinor = 0, DayPoints = [] });
    }

    /// <summary>Posts both sides of a debt's move: the taker's lots pay it, soonest expiry first, as far as they can.
    /// </summary>
    private static void MoveDebt(Posting giver, Posting taker)
    {
        var debt = giver.State.Debt;
        var (outSide, inSide) = (giver.NextReference, taker.NextReference);
        giver.Append(
            giver.Blank(EntryKind.TransferOut) with { Points = debt, Counterpart = inSide, IdempotencyKey = "" },
            giver.State with { Balance = 0, Debt = 0 });

        var paid = Soonest(taker.State.Lots, debt);
        var coming = taker.Blank(EntryKind.TransferIn) with
        {
            Points = -debt,
            LotEffects = [.. paid.Select(effect => effect with { Points = -effect.Points })],
            Counterpart = outSide,
            IdempotencyKey = "",
        };
        taker.Append(coming, taker.State with
        {
            Balance = taker.State.Balance - debt,
            Debt = taker.State.Debt + debt - paid.Sum(effect => effect.Points),
            Lots = Apply(taker.State.Lots, coming),
        });
    }

    /// <summary>
    /// Whether these are cards of the two members as they are at one moment: no card twice, and no two of one member
    /// and type. A card that another merge moved between the look-ups is found as both members', or beside the one
    /// whose slot it has; the cards are to be looked up again.
    /// </summary>
    private static bool AreOfTheTwo(ImmutableArray<CardState> cards, MergeCards command) =>
        cards.All(card => IsOf(card, command.From) || IsOf(card, command.Into))
        && cards.DistinctBy(card => card.CardId).Count() == cards.Length
        && cards.DistinctBy(card => card.Life.SlotKey).Count() == cards.Length;

    private static bool IsOf(CardState card, MemberId member) =>
        card.Life.MemberId == member && card.Life.SlotKey is not null;

    private static Refused? Held(CardState? card) => card is { Life.IsSuspended: true }
        ? new Refused(Refusal.CardSuspended).With("card_number", card.Number.Masked)
        : null;
}
