using System.Collections.Immutable;
using System.Globalization;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Members;

namespace Loyalty.Domain.Cards;

/// <summary>The life of a card: its type, term and state; a fold of its entries.</summary>
/// <param name="Type">Its type.</param>
/// <param name="TermEndDate">The last business date on which it can be used; null means that it has no end.</param>
/// <param name="LostTime">Since when it is lost; null if it isn't.</param>
/// <param name="IsSuspended">Whether a supervisor has suspended it.</param>
/// <param name="CancelDate">The business date on which it ended; null while it is live.</param>
/// <param name="OldNumbers">The numbers that it had before, oldest first.</param>
[GenerateSerializer, Immutable, Alias("loyalty.CardLife")]
public sealed record CardLife(
    [property: Id(0)] CardType Type,
    [property: Id(1)] DateOnly? TermEndDate,
    [property: Id(2)] DateTimeOffset? LostTime,
    [property: Id(3)] bool IsSuspended,
    [property: Id(4)] DateOnly? CancelDate,
    [property: Id(5)] ImmutableArray<OldNumber> OldNumbers)
{
    /// <summary>A card to which nothing has happened; so are those from before there were facts.</summary>
    public static readonly CardLife Plain = new(CardType.LongTerm, null, null, false, null, []);

    /// <summary>Whose card it is; null if nobody's. A cancelled card keeps it.</summary>
    [Id(6)]
    public MemberId? MemberId { get; init; }

    public bool HasExpiredOn(DateOnly today) => TermEndDate < today;

    /// <summary>Returns the facts that speak against using the card on a business date.</summary>
    public CardFacts FactsOn(DateOnly today) =>
        (CancelDate is null ? CardFacts.None : CardFacts.Cancelled)
        | (LostTime is null ? CardFacts.None : CardFacts.Lost)
        | (IsSuspended ? CardFacts.Suspended : CardFacts.None)
        | (HasExpiredOn(today) ? CardFacts.Expired : CardFacts.None)
        | (Type == CardType.Guest ? CardFacts.Guest : CardFacts.None);

    /// <summary>Returns the card's life after an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="number">The number that the card had before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The entry's kind isn't known.</exception>
    public CardLife After(LedgerEntry entry, CardNumber number) =>
        EntryDescriptors.Of(entry.Kind).After is { } after ? after(this, entry, number) : this;

    /// <summary>
    /// The key of its exclusive slot, as its member's one usable card of this type; null if it has no member or has
    /// ended.
    /// </summary>
    public string? SlotKey =>
        MemberId is { } member && CancelDate is null ? MemberSlotKey(member, Type) : null;

    /// <summary>The key of a member's one card of a type.</summary>
    public static string MemberSlotKey(MemberId member, CardType type) =>
        Key.Of("holder", member.ToString(), ((int)type).ToString(CultureInfo.InvariantCulture));
}

/// <summary>A number that a card had before.</summary>
/// <param name="Number">The number; it is never given again.</param>
/// <param name="ReplaceTime">When another took its place.</param>
[GenerateSerializer, Immutable, Alias("loyalty.OldNumber")]
public readonly record struct OldNumber(
    [property: Id(0)] CardNumber Number, [property: Id(1)] DateTimeOffset ReplaceTime);
