namespace Loyalty.Domain.Cards;

/// <summary>Points with one expiry date.</summary>
/// <param name="ExpiryDate">The last business date on which they can be redeemed; null means never.</param>
/// <param name="Granted">Points ever put into this lot.</param>
/// <param name="Remaining">Points still in it; 0 to <paramref name="Granted"/>.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Lot")]
public readonly record struct Lot(
    [property: Id(0)] DateOnly? ExpiryDate,
    [property: Id(1)] long Granted,
    [property: Id(2)] long Remaining)
{
    public bool HasExpiredOn(DateOnly today) => ExpiryDate < today;
}

/// <summary>The effect of an entry on the lot of one expiry date; signed points.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.LotEffect")]
public readonly record struct LotEffect([property: Id(0)] DateOnly? ExpiryDate, [property: Id(1)] long Points);
