using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Cards;

/// <summary>Ends a guest card on its day; its receipts earn on a card.</summary>
/// <param name="RequestId">The caller's id of the request.</param>
/// <param name="Number">The guest card's number.</param>
/// <param name="CardId">The card.</param>
/// <param name="CardNumber">Its presented number.</param>
[GenerateSerializer, Immutable, Alias("loyalty.ClaimGuestCard")]
public sealed record ClaimGuestCard(
    [property: Id(0)] Guid RequestId,
    [property: Id(1)] CardNumber Number,
    [property: Id(2)] CardId CardId,
    [property: Id(3)] CardNumber CardNumber) : IJointCommand, IEntriesCommand
{
    public static CardVerb Verb { get; } = new(
        "claim-guest-card",
        CallerRight.ServeCustomers,
        new EntryDescriptor(
            EntryKind.GuestClaim,
            static (entry, _) => entry.Counterpart is { } card
                ? EntryPhrases.Invariant(
                    $"Guest card claimed: its receipts went to card {card.CardId} (entry {card.Seq}).")
                : "Guest card claimed.")
        {
            After = static (life, entry, _) => life with { CancelDate = entry.BusinessDate },
        })
    {
        FitsFingerprint = static (entry, _, used) => entry.Counterpart is { } card
            && used.Equals(CardFingerprint.OfGuestClaim(entry.CardId, card.CardId)),
    };

    CardVerb ICardCommand.Verb => Verb;

    public ImmutableArray<CardId> Others => [CardId];

    /// <summary>All entries of the guest card, from the ledger; they hold its receipts.</summary>
    [Id(4)]
    public ImmutableArray<LedgerEntry> Entries { get; init; } = [];

    /// <summary>The accruals' keys of receipts that have earned elsewhere.</summary>
    [Id(5)]
    public ImmutableArray<string> Taken { get; init; } = [];

    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) =>
        IdempotencyKey.OfRequest(context.Caller, RequestId, CardFingerprint.OfGuestClaim(cardId, CardId));

    public Decision Decide(CardState state, IReadOnlyList<CardState> others, DecisionContext context) =>
        Card.Decide(state, others[0], this, context);

    /// <summary>A guest card's issue, its receipts and its end.</summary>
    public int MaxEntries => Card.MaxGuestReceipts + 2;

    public IEntriesCommand With(ImmutableArray<LedgerEntry> entries) => this with { Entries = entries };

    /// <summary>Each key is left out once, so that this ends: there are only so many receipts.</summary>
    public IEntriesCommand? Without(string usedKey) =>
        Taken.Contains(usedKey) ? null : this with { Taken = Taken.Add(usedKey) };
}

public static partial class Card
{
    /// <summary>
    /// Steps: (1) both cards' head; (2) the entries must be all there are; (3) each receipt earns on the card by
    /// the rules in force, under its own idempotency key, unless it has earned before or the rules refuse it now; (4)
    /// the guest card ends with an entry that names the card's last one. A receipt that is left out can still be
    /// accrued.
    /// </summary>
    public static Decision Decide(CardState guest, CardState card, ClaimGuestCard command, DecisionContext context)
    {
        var refused = CheckGuest(guest, command.Number, context)
            ?? Check(AccruePoints.Verb, card, command.CardNumber, context);
        if (refused is not null) return refused;
        if (command.Entries.IsEmpty || command.Entries[^1].Seq != guest.Seq) return new Refused(Refusal.LostRace);

        var idempotencyKey = command.IdempotencyKeyOn(guest.CardId, context);
        var (giver, taker) = (new Posting(guest, context, idempotencyKey), new Posting(card, context, idempotencyKey));
        var earned = EarnAll(taker, command, context);
        giver.Append(giver.Blank(EntryKind.GuestClaim) with
        {
            Counterpart = new EntryReference(card.CardId, earned.IsEmpty ? card.Seq : taker.State.Seq),
        });
        return new Commit(
            earned.IsEmpty ? [giver.ToSteps()] : [giver.ToSteps(), taker.ToSteps()], idempotencyKey, [], [])
        {
            FurtherKeys = earned, SlotChanges = ExclusiveSlots.Between(guest, giver.State),
        };
    }

    private static ImmutableArray<FurtherKey> EarnAll(
        Posting taker, ClaimGuestCard command, DecisionContext context)
    {
        taker.PostExpiries();
        var rules = context.Rules.Rules;
        var earned = ImmutableArray.CreateBuilder<FurtherKey>();
        foreach (var shown in command.Entries)
        {
            if (shown.Kind != EntryKind.Presentation) continue;
            var receipt = ReceiptContent.Of(shown);
            var idempotencyKey = IdempotencyKeyOf(command.CardId, new AccruePoints(command.CardNumber, receipt), rules);
            if (command.Taken.Contains(idempotencyKey.Value)) continue;
            if (ReceiptValidator.LacksTill(receipt, rules)) continue; // shown before the rules asked for it
            if (CheckDate(receipt, rules, context.Today) is not null) continue;
            var further = new FurtherKey(idempotencyKey, taker.NextReference);
            var blank = taker.Blank(EntryKind.Accrual) with
            {
                IdempotencyKey = idempotencyKey.Value, Counterpart = new EntryReference(shown.CardId, shown.Seq),
            };
            if (Accrue(taker, blank, receipt, context) is null) earned.Add(further);
        }

        return earned.DrainToImmutable();
    }
}
