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

    /// <summary>Returns the card's life after an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="number">The number that the card had before it.</param>
    public CardLife After(LedgerEntry entry, CardNumber number) => entry.Kind switch
    {
        EntryKind.Issue when entry.Change is { } change => this with
        {
            Type = change.Type ?? Type, TermEndDate = change.TermEndDate, MemberId = change.MemberId,
        },
        EntryKind.OpeningBalance when entry.Change is { } change => this with
        {
            Type = change.Type ?? Type,
            TermEndDate = change.TermEndDate ?? TermEndDate,
            MemberId = change.MemberId ?? MemberId,
        },
        EntryKind.LossReport => this with { LostTime = entry.Time },
        EntryKind.LossClearance => this with { LostTime = null },
        EntryKind.Replacement => this with
        {
            LostTime = null,
            TermEndDate = entry.Change?.TermEndDate ?? TermEndDate,
            OldNumbers = OldNumbers.Add(new OldNumber(number, entry.Time)),
        },
        EntryKind.Renewal => this with { TermEndDate = entry.Change?.TermEndDate },
        EntryKind.Suspension => this with { IsSuspended = true },
        EntryKind.Resumption => this with { IsSuspended = false },
        EntryKind.Cancellation or EntryKind.GuestClaim => this with { CancelDate = entry.BusinessDate },
        EntryKind.MemberLink => this with { MemberId = entry.Change?.MemberId },
        EntryKind.MemberUnlink => this with { MemberId = null },
        EntryKind.Issue or EntryKind.OpeningBalance => this,
        EntryKind.Accrual or EntryKind.Expiry or EntryKind.TransferOut or EntryKind.TransferIn
            or EntryKind.Presentation => this,
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.Kind, null),
    };

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
