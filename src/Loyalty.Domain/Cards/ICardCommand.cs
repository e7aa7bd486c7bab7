using Loyalty.Domain.Commits;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Cards;

/// <summary>A command to one card: what it is known by, and what the rules make of it.</summary>
public interface ICardCommand
{
    /// <summary>What the request is known by, for ever.</summary>
    Identity IdentityOn(CardId cardId, Circumstances circumstances);

    /// <summary>Decides; pure.</summary>
    Decision Decide(CardState state, Circumstances circumstances);

    /// <summary>The refusal of a request whose identity was committed before with another meaning.</summary>
    Refused ConflictIn(MeaningField difference) => new(Refusal.RequestConflict, "request_id");

    /// <summary>The refusal where something else that it claims is taken.</summary>
    Refused ClaimedBy(string key) => new(Refusal.LostRace);
}

/// <summary>Accrues the points of a receipt.</summary>
/// <param name="Number">The presented card number.</param>
/// <param name="Receipt">The receipt.</param>
[GenerateSerializer, Immutable, Alias("loyalty.AccruePoints")]
public sealed record AccruePoints([property: Id(0)] CardNumber Number, [property: Id(1)] Receipt Receipt)
    : ICardCommand
{
    public Identity IdentityOn(CardId cardId, Circumstances circumstances) =>
        Card.IdentityOf(cardId, this, circumstances.Rules.Rules);

    public Decision Decide(CardState state, Circumstances circumstances) => Card.Decide(state, this, circumstances);

    /// <summary>A receipt that stands on another card says no more than that.</summary>
    public Refused ConflictIn(MeaningField difference) => difference == MeaningField.Card
        ? new Refused(Refusal.ReceiptClaimed, "receipt")
        : new Refused(Refusal.ReceiptConflict, FieldOf(difference));

    /// <summary>The field that is at fault; of a receipt's key, in which two that are compared can't differ, all.
    /// </summary>
    internal static string FieldOf(MeaningField difference) => difference switch
    {
        MeaningField.Currency => "receipt.total.currency_code",
        MeaningField.Total => "receipt.total",
        MeaningField.Lines => "receipt.lines",
        MeaningField.Tenders => "receipt.tenders",
        MeaningField.Command or MeaningField.Card or MeaningField.Store or MeaningField.Till
            or MeaningField.BusinessDate or MeaningField.Number => "receipt",
        _ => throw new ArgumentOutOfRangeException(nameof(difference), difference, null),
    };
}
