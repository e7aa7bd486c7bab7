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
    public Identity IdentityOn(CardId cardId, Circumstances circumstances) => new(
        Key.Of("merge", From.ToString(), Into.ToString(), cardId.ToString(), FormattableString.Invariant($"{Seq}")),
        CardMeaning.OfMerge(CardMeaning.MergeReason(From), Into));

    public Decision Decide(CardState state, IReadOnlyList<CardState> others, Circumstances circumstances) =>
        Card.Decide([state, .. others], this, circumstances);

    /// <summary>A place that was free when the cards were looked up: they are to be looked up again.</summary>
    public Refused ClaimedBy(string key) => new(Refusal.LostRace);
}

public static partial class Card
{
    /// <summary>
    /// Each card of the one member becomes the other's. Where he has one of its type, everything on it is moved to that
    /// one, and it is cancelled: a member has one card of a type. Points, lots with their dates and debts are kept in
    /// sum; what a next receipt would have completed is not. Lost and expired cards go along as they are; a card on
    /// hold refuses with CARD_SUSPENDED, since what the hold is about must stay. Cards that aren't whose they were
    /// looked up as, or that can't be at one moment, refuse with LOST_RACE.
    /// </summary>
    public static Decision Decide(
        ImmutableArray<CardState> cards, MergeCards command, Circumstances circumstances)
    {
        if (cards[0].Seq != command.Seq || !AreOfTheTwo(cards, command)) return new Refused(Refusal.LostRace);

        var identity = command.IdentityOn(cards[0].CardId, circumstances);
        var bookings = cards.Select(card => new Booking(card, circumstances, identity)).ToList();
        var takers = bookings.FindAll(booking => IsOf(booking.State, command.Into));
        foreach (var giver in bookings.Except(takers).ToList())
        {
            var taker = takers.Find(other => other.State.Life.Type == giver.State.Life.Type);
            if ((Held(giver.State) ?? Held(taker?.State)) is { } held) return held;
            if (taker?.State.Balance + Math.Max(giver.State.Balance, 0) > ProgramRules.MaxBalance)
                return new Refused(Refusal.BalanceTooLarge).With("max_balance", Invariant(ProgramRules.MaxBalance));
            Merge(giver, taker, command, isAnswer: giver == bookings[0]);
        }

        var changed = bookings.FindAll(booking => booking.HasEntries);
        return new Commit([.. changed.Select(booking => booking.ToSteps())], identity, [], [])
        {
            Holds = [.. changed.SelectMany(booking => Holdings.Between(booking.Before, booking.State))],
        };
    }

    /// <summary>Makes a card the other member's, and moves it into his own of the type, if he has one.</summary>
    private static void Merge(Booking giver, Booking? taker, MergeCards command, bool isAnswer)
    {
        var change = new CardChange(null, null, 0, CardMeaning.MergeReason(command.From), false)
        {
            MemberId = command.Into,
        };
        giver.BookExpiries();
        taker?.BookExpiries();
        var link = giver.Blank(EntryKind.MemberLink) with { Change = change };
        giver.Append(taker is null && isAnswer ? link : link with { IdentityKey = "" });
        if (taker is null) return;
        if (giver.State.Balance > 0) Move(giver, taker, giver.State.Balance, isAnswer: false);
        else if (giver.State.Debt > 0) MoveDebt(giver, taker);
        var cancellation = giver.Blank(EntryKind.Cancellation) with { Change = change };
        giver.Append(
            isAnswer ? cancellation : cancellation with { IdentityKey = "" },
            giver.State with { Lots = [], RemainderMinor = 0, DayPoints = [] });
    }

    /// <summary>Books both sides of a debt's move: the taker's lots pay it, soonest expiry first, as far as they can.
    /// </summary>
    private static void MoveDebt(Booking giver, Booking taker)
    {
        var debt = giver.State.Debt;
        var (outSide, inSide) = (giver.NextReference, taker.NextReference);
        giver.Append(
            giver.Blank(EntryKind.TransferOut) with { Points = debt, Counterpart = inSide, IdentityKey = "" },
            giver.State with { Balance = 0, Debt = 0 });

        var paid = Soonest(taker.State.Lots, debt);
        var coming = taker.Blank(EntryKind.TransferIn) with
        {
            Points = -debt,
            LotEffects = [.. paid.Select(effect => effect with { Points = -effect.Points })],
            Counterpart = outSide,
            IdentityKey = "",
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
    /// whose place it has; the cards are to be looked up again.
    /// </summary>
    private static bool AreOfTheTwo(ImmutableArray<CardState> cards, MergeCards command) =>
        cards.All(card => IsOf(card, command.From) || IsOf(card, command.Into))
        && cards.DistinctBy(card => card.CardId).Count() == cards.Length
        && cards.DistinctBy(card => card.Life.HoldingKey).Count() == cards.Length;

    private static bool IsOf(CardState card, MemberId member) =>
        card.Life.MemberId == member && card.Life.HoldingKey is not null;

    private static Refused? Held(CardState? card) => card is { Life.IsSuspended: true }
        ? new Refused(Refusal.CardSuspended).With("card_number", card.Number.Masked)
        : null;
}
