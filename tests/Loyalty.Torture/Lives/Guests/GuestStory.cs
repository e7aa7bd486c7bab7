using Loyalty.V1;

namespace Loyalty.Torture.Lives.Guests;

/// <summary>Guests, the cards that wanted their receipts, and what desks and tills were told in the end.</summary>
/// <param name="Day">The business date on which they came; the guest cards were good for it only.</param>
/// <param name="Guests">The guest cards.</param>
/// <param name="Cards">The ids of the other cards, which nobody else uses.</param>
/// <param name="Points">The points that each receipt must earn, by its key.</param>
/// <param name="Sold">The keys of receipts that a till was told have earned, by its own hand or before.</param>
public sealed record GuestStory(
    DateOnly Day, IReadOnlyList<GuestVisit> Guests, IReadOnlyList<string> Cards,
    IReadOnlyDictionary<string, long> Points, IReadOnlySet<string> Sold);

/// <summary>A guest card.</summary>
/// <param name="Card">Its id.</param>
/// <param name="Shown">The keys of the receipts that were accepted for it, as their accruals are known.</param>
/// <param name="Claims">The guest card's claims that were accepted; more than one is wrong.</param>
public sealed record GuestVisit(string Card, IReadOnlyList<string> Shown, IReadOnlyList<GuestClaim> Claims);

/// <summary>A claim that was accepted.</summary>
/// <param name="Card">The id of the card that it was for.</param>
/// <param name="Earned">The keys of the receipts that it says have earned by it.</param>
/// <param name="LeftOut">The keys of those that it says had earned before.</param>
public sealed record GuestClaim(string Card, IReadOnlyList<string> Earned, IReadOnlyList<string> LeftOut)
{
    public static GuestClaim Of(string card, ClaimGuestCardResponse answer) => new(
        card,
        [.. answer.Accruals.Select(entry => entry.IdempotencyKey)],
        [.. answer.LeftOut.Select(receipt =>
            $"accrual/{receipt.BusinessDate.Year:D4}-{receipt.BusinessDate.Month:D2}-{receipt.BusinessDate.Day:D2}/"
            + $"{receipt.Store}//{receipt.Number}")]);
}
