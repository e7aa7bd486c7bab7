using System.Collections.Immutable;

namespace Loyalty.Domain.Cards;

/// <summary>A card as of one of its entries; every field can be recomputed from its entries up to there.</summary>
/// <param name="CardId">The card.</param>
/// <param name="Seq">Sequence number of that entry; 0 means that the card has not been issued.</param>
/// <param name="Number">The current number.</param>
/// <param name="IssueDate">The business date on which it was issued.</param>
/// <param name="Balance">Posted points: the sum of all entries.</param>
/// <param name="Debt">Points taken back beyond what the lots held; the next points pay it first.</param>
/// <param name="Lots">Soonest expiry first, never-expiring last; lots that are empty and expired are left out.</param>
/// <param name="RemainderMinor">The carried remainder of the last receipts, below a full earn unit.</param>
/// <param name="DayPoints">Points accrued per receipt business date, kept only where a daily cap is set.</param>
/// <param name="Hash">Head of the hash chain: that entry's hash.</param>
[GenerateSerializer, Immutable, Alias("loyalty.CardState")]
public sealed record CardState(
    [property: Id(0)] CardId CardId,
    [property: Id(1)] long Seq,
    [property: Id(2)] CardNumber Number,
    [property: Id(3)] DateOnly IssueDate,
    [property: Id(4)] long Balance,
    [property: Id(5)] long Debt,
    [property: Id(6)] ImmutableArray<Lot> Lots,
    [property: Id(7)] long RemainderMinor,
    [property: Id(8)] ImmutableArray<DayPoints> DayPoints,
    [property: Id(9)] ImmutableArray<byte> Hash)
{
    /// <summary>Its type, its term and the facts about it.</summary>
    [Id(10)]
    public CardLife Life { get; init; } = CardLife.Plain;

    /// <summary>A card that has not been issued yet.</summary>
    public static CardState Unissued(CardId cardId) => new(
        cardId, 0, default, default, 0, 0, [], 0, [], Entries.EntryHash.Genesis);

    public bool IsIssued => Seq > 0;

    /// <summary>Finds the facts that speak against using the card under this number on a business date.</summary>
    public CardFacts FactsOn(DateOnly today, CardNumber presented) =>
        (presented == Number ? CardFacts.None : CardFacts.Replaced) | Life.FactsOn(today);

    /// <summary>
    /// The key of its exclusive slot: as its member's card of this type, or as an open guest card of its day; else
    /// null.
    /// </summary>
    public string? SlotKey => Life.Type == CardType.Guest && Life.CancelDate is null
        ? ExclusiveSlots.GuestKey(IssueDate, CardId)
        : Life.SlotKey;

    /// <summary>Points that can be redeemed on a business date: what unexpired lots hold, less the debt.</summary>
    public long AvailableOn(DateOnly today)
    {
        long available = -Debt;
        foreach (var lot in Lots)
            if (!lot.HasExpiredOn(today)) available += lot.Remaining;
        return Math.Max(available, 0);
    }
}

/// <summary>Points accrued on one receipt business date.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.DayPoints")]
public readonly record struct DayPoints([property: Id(0)] DateOnly Date, [property: Id(1)] long Points);
