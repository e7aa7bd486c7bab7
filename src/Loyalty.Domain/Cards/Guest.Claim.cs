using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Cards;

/// <summary>Ends a guest card on its day; what it holds earns on a card.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The guest card's number.</param>
/// <param name="CardId">The card.</param>
/// <param name="CardNumber">Its presented number.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ClaimGuestCard")]
public sealed record ClaimGuestCard(
    [property: Id(0)] Guid RequestId,
    [property: Id(1)] CardNumber Number,
    [property: Id(2)] CardId CardId,
    [property: Id(3)] CardNumber CardNumber) : IJointCommand
{
    /// <summary>The fact of a refusal that names the key of a receipt which is to be left out.</summary>
    public const string TakenFact = "key";

    public ImmutableArray<CardId> Others => [CardId];

    /// <summary>All entries of the guest card, from the ledger; they hold its receipts.</summary>
    [Id(4)]
    public ImmutableArray<LedgerEntry> Entries { get; init; } = [];

    /// <summary>The accruals' keys of receipts that have earned elsewhere.</summary>
    [Id(5)]
    public ImmutableArray<string> Taken { get; init; } = [];

    public Identity IdentityOn(CardId cardId, Circumstances circumstances) =>
        Identity.OfRequest(circumstances.Caller, RequestId, CardMeaning.OfGuestClaim(cardId, CardId));

    public Decision Decide(CardState state, IReadOnlyList<CardState> others, Circumstances circumstances) =>
        Card.Decide(state, others[0], this, circumstances);

    public Refused ClaimedBy(string key) => new Refused(Refusal.ReceiptClaimed, "guest_number").With(TakenFact, key);
}

public static partial class Card
{
    /// <summary>
    /// Steps: (1) both cards' standing; (2) the entries must be all there are; (3) each receipt earns on the card by
    /// the rules in force, under its own identity, unless it has earned before or the rules refuse it now; (4) the
    /// guest card ends with an entry that names the card's last one. A receipt that is left out can still be accrued.
    /// </summary>
    public static Decision Decide(CardState guest, CardState card, ClaimGuestCard command, Circumstances circumstances)
    {
        var refused = CheckGuest(guest, command.Number, circumstances)
            ?? Check(CardVerb.Accrue, card, command.CardNumber, circumstances);
        if (refused is not null) return refused;
        if (command.Entries.IsEmpty || command.Entries[^1].Seq != guest.Seq) return new Refused(Refusal.LostRace);

        var identity = command.IdentityOn(guest.CardId, circumstances);
        var (giver, taker) = (new Booking(guest, circumstances, identity), new Booking(card, circumstances, identity));
        var earned = EarnAll(taker, command, circumstances);
        giver.Append(giver.Blank(EntryKind.GuestClaim) with
        {
            Counterpart = new EntryReference(card.CardId, earned.IsEmpty ? card.Seq : taker.State.Seq),
        });
        return new Commit(earned.IsEmpty ? [giver.ToSteps()] : [giver.ToSteps(), taker.ToSteps()], identity, [], [])
        {
            FurtherIdentities = earned, Holds = Holdings.Between(guest, giver.State),
        };
    }

    private static ImmutableArray<FurtherIdentity> EarnAll(
        Booking taker, ClaimGuestCard command, Circumstances circumstances)
    {
        taker.BookExpiries();
        var rules = circumstances.Rules.Rules;
        var earned = ImmutableArray.CreateBuilder<FurtherIdentity>();
        foreach (var shown in command.Entries)
        {
            if (shown.Kind != EntryKind.Presentation) continue;
            var receipt = ReceiptContent.Of(shown);
            var identity = IdentityOf(command.CardId, new AccruePoints(command.CardNumber, receipt), rules);
            if (command.Taken.Contains(identity.Key)) continue;
            if (ReceiptShape.LacksTill(receipt, rules)) continue; // shown before the rules asked for it
            if (CheckDate(receipt, rules, circumstances.Today) is not null) continue;
            var further = new FurtherIdentity(identity, taker.NextReference);
            var blank = taker.Blank(EntryKind.Accrual) with
            {
                IdentityKey = identity.Key, Counterpart = new EntryReference(shown.CardId, shown.Seq),
            };
            if (Accrue(taker, blank, receipt, circumstances) is null) earned.Add(further);
        }

        return earned.DrainToImmutable();
    }
}
