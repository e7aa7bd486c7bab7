using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Cards;

/// <summary>Moves points from one card of a member's to another of theirs.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The presented number of the card that gives.</param>
/// <param name="ToCardId">The card that gets.</param>
/// <param name="ToNumber">Its presented number.</param>
/// <param name="Points">How many, at least 1; null for all that can be used.</param>
[GenerateSerializer, Immutable, Alias("loyalty.TransferPoints")]
public sealed record TransferPoints(
    [property: Id(0)] Guid RequestId,
    [property: Id(1)] CardNumber Number,
    [property: Id(2)] CardId ToCardId,
    [property: Id(3)] CardNumber ToNumber,
    [property: Id(4)] long? Points) : IJointCommand
{
    public static CardVerb Verb { get; } = new(
        "transfer-points",
        CallerRight.ServeCustomers,
        new EntryDescriptor(
            EntryKind.TransferOut,
            static (entry, _) => entry.Points > 0
                ? $"Passed a debt of {EntryPhrases.Points(entry.Points)} on to {EntryPhrases.Counterpart(entry)}."
                : $"Transferred {EntryPhrases.Points(-entry.Points)} to {EntryPhrases.Counterpart(entry)}.")
        {
            Points = EntryPoints.Any, SaysDebt = true,
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Lost | CardFacts.Suspended | CardFacts.Expired,
        FitsFingerprint = static (entry, _, used) => entry.Counterpart is { } other
            && (used.Equals(CardFingerprint.OfTransfer(entry.CardId, other.CardId, null))
                || used.Equals(CardFingerprint.OfTransfer(entry.CardId, other.CardId, -entry.Points))),
    };

    /// <summary>The same command on the card that gets the points. Its entry is posted along, and answers nobody.
    /// </summary>
    public static CardVerb OfOtherCard { get; } = new(
        "receive-points",
        CallerRight.ServeCustomers,
        new EntryDescriptor(
            EntryKind.TransferIn,
            static (entry, _) => entry.Points < 0
                ? $"Received a debt of {EntryPhrases.Points(-entry.Points)} from {EntryPhrases.Counterpart(entry)}."
                : $"Transferred {EntryPhrases.Points(entry.Points)} from {EntryPhrases.Counterpart(entry)}.")
        {
            Points = EntryPoints.Any,
        })
    {
        Forbidden = CardTable.Unusable | CardFacts.Lost | CardFacts.Suspended | CardFacts.Expired,
        FitsFingerprint = static (_, _, _) => false,
    };

    CardVerb ICardCommand.Verb => Verb;

    public ImmutableArray<CardId> Others => [ToCardId];

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) => IdempotencyKey.OfRequest(
        context.Caller, RequestId, CardFingerprint.OfTransfer(cardId, ToCardId, Points));

    public Decision Decide(CardState state, IReadOnlyList<CardState> others, DecisionContext context) =>
        Card.Decide(state, others[0], this, context);
}

public static partial class Card
{
    /// <summary>
    /// Steps: (1) both cards' head, and that they are one member's; (2) expiries due are posted on both; (3) the
    /// points must be there, and have room; (4) they leave, soonest expiry first, and come with their dates; the debt
    /// of the card that gets them is paid first. The sum over both cards stays what it was.
    /// </summary>
    public static Decision Decide(CardState from, CardState to, TransferPoints command, DecisionContext context)
    {
        var refused = CheckOther(from, to)
            ?? Check(TransferPoints.Verb, from, command.Number, context)
            ?? OnOther(Check(TransferPoints.OfOtherCard, to, command.ToNumber, context))
            ?? CheckMember(from, to);
        if (refused is not null) return refused;

        var idempotencyKey = command.IdempotencyKeyOn(from.CardId, context);
        var (giver, taker) = (new Posting(from, context, idempotencyKey), new Posting(to, context, idempotencyKey));
        giver.PostExpiries();
        taker.PostExpiries();
        var available = giver.State.AvailableOn(context.Today);
        var points = command.Points ?? available;
        if (points <= 0 || points > available)
            return new Refused(Refusal.NotEnoughPoints, "points").With("available", Invariant(available));
        if (points > ProgramRules.MaxBalance - taker.State.Balance)
            return new Refused(Refusal.BalanceTooLarge).With("max_balance", Invariant(ProgramRules.MaxBalance));

        Move(giver, taker, points, isAnswer: true);
        return new Commit([giver.ToSteps(), taker.ToSteps()], idempotencyKey, [], []);
    }

    /// <summary>A commit names a card once.</summary>
    private static Refused? CheckOther(CardState from, CardState to) =>
        from.CardId == to.CardId ? new Refused(Refusal.FieldMalformed, "to_card_number") : null;

    private static Refused? CheckMember(CardState from, CardState to) =>
        from.Life.MemberId is { } member && to.Life.MemberId == member
            ? null
            : new Refused(Refusal.OtherMember, "to_card_number");

    /// <summary>Says of a refusal that it is about the card that gets the points.</summary>
    private static Refused? OnOther(Refused? refused) =>
        refused is null ? null : refused with { Field = "to_card_number" };

    /// <summary>Posts both sides of a transfer, each naming the other.</summary>
    private static void Move(Posting giver, Posting taker, long points, bool isAnswer)
    {
        var moved = Soonest(giver.State.Lots, points);
        var (outSide, inSide) = (giver.NextReference, taker.NextReference);
        var leaving = giver.Blank(EntryKind.TransferOut) with
        {
            Points = -points,
            LotEffects = [.. moved.Select(effect => effect with { Points = -effect.Points })],
            Counterpart = inSide,
        };
        giver.Append(
            isAnswer ? leaving : leaving with { IdempotencyKey = "" },
            giver.State with { Balance = giver.State.Balance - points, Lots = Apply(giver.State.Lots, leaving) });

        var repaid = Math.Min(points, taker.State.Debt);
        var coming = taker.Blank(EntryKind.TransferIn) with
        {
            Points = points,
            LotEffects = Without(moved, repaid),
            Counterpart = outSide,
            IdempotencyKey = "",
        };
        taker.Append(coming, taker.State with
        {
            Balance = taker.State.Balance + points,
            Debt = taker.State.Debt - repaid,
            Lots = Apply(taker.State.Lots, coming),
        });
    }

    /// <summary>
    /// Picks the lots that make up the points: soonest expiry first, whole lots but for the last one.
    /// </summary>
    private static ImmutableArray<LotEffect> Soonest(ImmutableArray<Lot> lots, long points)
    {
        var taken = ImmutableArray.CreateBuilder<LotEffect>();
        foreach (var lot in lots)
        {
            var part = Math.Min(points, lot.Remaining);
            if (part > 0) taken.Add(new LotEffect(lot.ExpiryDate, part));
            points -= part;
        }

        return taken.DrainToImmutable();
    }

    /// <summary>The effects less the first points of them, soonest expiry first.</summary>
    private static ImmutableArray<LotEffect> Without(ImmutableArray<LotEffect> effects, long points)
    {
        var kept = ImmutableArray.CreateBuilder<LotEffect>();
        foreach (var effect in effects)
        {
            var part = Math.Min(points, effect.Points);
            if (effect.Points > part) kept.Add(effect with { Points = effect.Points - part });
            points -= part;
        }

        return kept.DrainToImmutable();
    }

    /// <summary>The lots after what an entry did to them. What comes to a lot counts as granted to it.</summary>
    private static ImmutableArray<Lot> Apply(ImmutableArray<Lot> lots, LedgerEntry entry)
    {
        foreach (var effect in entry.LotEffects)
        {
            if (effect.Points > 0) lots = Put(lots, effect.ExpiryDate, effect.Points);
            else lots = Take(lots, effect.ExpiryDate, -effect.Points);
        }

        return lots;
    }

    private static ImmutableArray<Lot> Take(ImmutableArray<Lot> lots, DateOnly? expiryDate, long points)
    {
        for (var i = 0; i < lots.Length; i++)
        {
            var lot = lots[i];
            if (lot.ExpiryDate == expiryDate) return lots.SetItem(i, lot with { Remaining = lot.Remaining - points });
        }

        throw new InvalidOperationException("There is no such lot.");
    }
}
