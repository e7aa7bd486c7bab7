using Loyalty.Domain.Commits;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Cards;

/// <summary>A command to one card: what it is known by, and what the rules make of it.</summary>
public interface ICardCommand
{
    /// <summary>Returns the request's idempotency key, for ever the same.</summary>
    IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context);

    /// <summary>Decides; pure.</summary>
    Decision Decide(CardState state, DecisionContext context);

    /// <summary>The refusal of a request whose idempotency key was committed before with another fingerprint.</summary>
    Refused ConflictIn(FingerprintField difference) => new(Refusal.RequestConflict, "request_id");

    /// <summary>The refusal if another unique key that it needs is used already.</summary>
    Refused KeyAlreadyUsed(string key) => new(Refusal.LostRace);
}

/// <summary>Accrues the points of a receipt.</summary>
/// <param name="Number">The presented card number.</param>
/// <param name="Receipt">The receipt.</param>
[GenerateSerializer, Immutable, Alias("loyalty.AccruePoints")]
public sealed record AccruePoints([property: Id(0)] CardNumber Number, [property: Id(1)] Receipt Receipt)
    : ICardCommand
{
    public IdempotencyKey IdempotencyKeyOn(CardId cardId, DecisionContext context) =>
        Card.IdempotencyKeyOf(cardId, this, context.Rules.Rules);

    public Decision Decide(CardState state, DecisionContext context) => Card.Decide(state, this, context);

    /// <summary>A receipt that stands on another card says no more than that.</summary>
    public Refused ConflictIn(FingerprintField difference) => difference == FingerprintField.Card
        ? new Refused(Refusal.ReceiptAlreadyUsed, "receipt")
        : new Refused(Refusal.ReceiptConflict, FieldOf(difference));

    /// <summary>The field that is at fault; of a receipt's key, in which two that are compared can't differ, all.
    /// </summary>
    internal static string FieldOf(FingerprintField difference) => difference switch
    {
        FingerprintField.Currency => "receipt.total.currency_code",
        FingerprintField.Total => "receipt.total",
        FingerprintField.Lines => "receipt.lines",
        FingerprintField.Tenders => "receipt.tenders",
        FingerprintField.Command or FingerprintField.Card or FingerprintField.Store or FingerprintField.Till
            or FingerprintField.BusinessDate or FingerprintField.Number => "receipt",
        _ => throw new ArgumentOutOfRangeException(nameof(difference), difference, null),
    };
}
