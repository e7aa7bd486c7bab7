using System.Collections.Immutable;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Members;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Entries;

/// <summary>The kind of a ledger entry. Numbers are frozen: they stand in the ledger.</summary>
public enum EntryKind
{
    /// <summary>The card came into being.</summary>
    Issue = 1,

    /// <summary>Points from a receipt.</summary>
    Accrual = 2,

    /// <summary>A lot's remainder left on its day.</summary>
    Expiry = 3,

    /// <summary>The card was reported lost; what comes later finds it so.</summary>
    LossReport = 4,

    /// <summary>The lost card was found.</summary>
    LossClearance = 5,

    /// <summary>The card got a new number; the old one is dead.</summary>
    Replacement = 6,

    /// <summary>The card's term was prolonged or began anew.</summary>
    Renewal = 7,

    /// <summary>A manager suspended the card.</summary>
    Suspension = 8,

    /// <summary>The suspension ended.</summary>
    Resumption = 9,

    /// <summary>The card ended, and its points were forfeited.</summary>
    Cancellation = 10,

    /// <summary>The card became a member's.</summary>
    MemberLink = 11,

    /// <summary>The card is nobody's any more.</summary>
    MemberUnlink = 12,

    /// <summary>Points went to another card of the same member.</summary>
    TransferOut = 13,

    /// <summary>Points came from another card of the same member.</summary>
    TransferIn = 14,

    /// <summary>A card, its member and its balance were imported from another system.</summary>
    OpeningBalance = 15,

    /// <summary>A receipt was shown, for no points.</summary>
    Presentation = 16,

    /// <summary>A guest card ended, and its receipts earned on a card.</summary>
    GuestClaim = 17,
}

/// <summary>
/// An immutable row of a card's ledger: what changed, why, by whom, and what was posted and available afterwards.
/// </summary>
/// <param name="CardId">The card.</param>
/// <param name="Seq">1 for the issue, then without gaps.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Points">Signed points; the sum over all entries is the balance.</param>
/// <param name="Balance">Posted points after it.</param>
/// <param name="Available">Points that could be redeemed after it, at its time.</param>
/// <param name="LotEffects">Its effects on lots; <paramref name="Points"/> less their sum is debt repaid.</param>
/// <param name="BusinessDate">The mall's date it belongs to: the receipt's, or the day it fell due.</param>
/// <param name="Time">When it was decided; UTC, whole microseconds.</param>
/// <param name="Caller">The caller who asked for it.</param>
/// <param name="IdempotencyKey">
/// The request or receipt that it answers; empty for an expiry posted along with it.
/// </param>
/// <param name="Receipt">The receipt it refers to, if any.</param>
/// <param name="CardNumber">The number that it put on the card, if any.</param>
/// <param name="RulesVersion">The version of the rules that made it.</param>
/// <param name="Grants">Why these points: which rules gave what.</param>
/// <param name="RemainderMinor">The remainder carried to the next receipt, in minor units.</param>
/// <param name="Hash">Of the previous entry's hash and everything else.</param>
[GenerateSerializer, Immutable, Alias("loyalty.LedgerEntry")]
public sealed record LedgerEntry(
    [property: Id(0)] CardId CardId,
    [property: Id(1)] long Seq,
    [property: Id(2)] EntryKind Kind,
    [property: Id(3)] long Points,
    [property: Id(4)] long Balance,
    [property: Id(5)] long Available,
    [property: Id(6)] ImmutableArray<LotEffect> LotEffects,
    [property: Id(7)] DateOnly BusinessDate,
    [property: Id(8)] DateTimeOffset Time,
    [property: Id(9)] Caller Caller,
    [property: Id(10)] string IdempotencyKey,
    [property: Id(11)] ReceiptReference? Receipt,
    [property: Id(12)] CardNumber? CardNumber,
    [property: Id(13)] int RulesVersion,
    [property: Id(14)] ImmutableArray<Grant> Grants,
    [property: Id(15)] long RemainderMinor,
    [property: Id(16)] ImmutableArray<byte> Hash)
{
    /// <summary>
    /// Its change of the card itself; null if it moved points only, or was written before there was this.
    /// </summary>
    [Id(17)]
    public CardChange? Change { get; init; }

    /// <summary>The entry on another card that was committed with it and is its other side; null if there is none. Of a
    /// guest's receipt that earned it is the presentation.</summary>
    [Id(18)]
    public EntryReference? Counterpart { get; init; }

    /// <summary>A presented receipt's content beyond <see cref="Receipt"/>; null of every other kind.</summary>
    [Id(19)]
    public ReceiptContent? Content { get; init; }
}

/// <summary>Names an entry.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.EntryReference")]
public readonly record struct EntryReference([property: Id(0)] CardId CardId, [property: Id(1)] long Seq);

/// <summary>An entry's change of the card itself.</summary>
/// <param name="Type">The type that it was issued with.</param>
/// <param name="TermEndDate">The last business date of the term that begins with it; null if none does.</param>
/// <param name="FeeMinor">The fee taken, in minor units of the program's currency.</param>
/// <param name="Reason">Why, in a word or the operator's own; may be empty. Never personal data.</param>
/// <param name="IsReceiptSurrendered">Whether the customer gave the receipt away for it.</param>
[GenerateSerializer, Immutable, Alias("loyalty.CardChange")]
public sealed record CardChange(
    [property: Id(0)] CardType? Type,
    [property: Id(1)] DateOnly? TermEndDate,
    [property: Id(2)] long FeeMinor,
    [property: Id(3)] string Reason,
    [property: Id(4)] bool IsReceiptSurrendered)
{
    /// <summary>
    /// The member whose card it becomes; of a card that a merge ends, who got its points; null if that stays as it
    /// is.
    /// </summary>
    [Id(5)]
    public MemberId? MemberId { get; init; }

    /// <summary>The place in an old system's files that it comes from; empty if from none.</summary>
    [Id(6)]
    public string Source { get; init; } = "";

    /// <summary>A change of which only the reason is to be said; null for none.</summary>
    public static CardChange? For(string reason) => reason.Length == 0 ? null : new(null, null, 0, reason, false);
}

/// <summary>The receipt that an entry refers to, as far as the ledger keeps it.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.ReceiptReference")]
public sealed record ReceiptReference(
    [property: Id(0)] string Store,
    [property: Id(1)] string Till,
    [property: Id(2)] string Number,
    [property: Id(3)] DateOnly BusinessDate,
    [property: Id(4)] long TotalMinor,
    [property: Id(5)] string Currency)
{
    /// <summary>
    /// The unique key of one use of the receipt. Store and till count as <see cref="Text.FoldCode"/> makes them,
    /// whoever typed them and wherever.
    /// </summary>
    /// <param name="use">Its use.</param>
    /// <param name="numbersRestartPerTill">Whether the till is part of the key.</param>
    public string KeyOf(string use, bool numbersRestartPerTill) => Key.Of(
        use, BusinessDate.ToString("O"), Text.FoldCode(Store), numbersRestartPerTill ? Text.FoldCode(Till) : "",
        Number);
}

/// <summary>The points that one rule gave; negative where a cap took away.</summary>
/// <param name="Rule">"base", "multiplier:NAME", "cap:receipt" or "cap:day".</param>
/// <param name="Points">Signed points.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Grant")]
public readonly record struct Grant([property: Id(0)] string Rule, [property: Id(1)] long Points);
