using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Orleans.Concurrency;

namespace Loyalty.Grains.Cards;

/// <summary>
/// One member card, keyed by its card id. It orders the card's commands and caches its state; the ledger decides.
/// </summary>
[Alias("loyalty.ICardGrain")]
public interface ICardGrain : IGrainWithGuidKey
{
    /// <summary>Issues this card. A repeat of the same request replays.</summary>
    [Alias("issue")]
    Task<CardAnswer> IssueAsync(IssueCard command, Caller caller);

    /// <summary>Takes this card over from an old system. A repeat of the same card replays.</summary>
    [Alias("import")]
    Task<CardAnswer> ImportAsync(ImportCard command, Caller caller);

    /// <summary>Accrues a receipt's points. A repeat of the same receipt replays.</summary>
    [Alias("accrue")]
    Task<CardAnswer> AccrueAsync(AccruePoints command, Caller caller);

    /// <summary>Reports the card as lost; what the ledger has accepted before stands.</summary>
    [Alias("report-lost")]
    Task<CardAnswer> ReportLostAsync(ReportLostCard command, Caller caller);

    /// <summary>Takes back the report of a loss.</summary>
    [Alias("clear-lost")]
    Task<CardAnswer> ClearLostAsync(ClearLostCard command, Caller caller);

    /// <summary>Gives the card a new number. Of two at once one wins; the other's number is replaced then.</summary>
    [Alias("replace")]
    Task<CardAnswer> ReplaceAsync(ReplaceCard command, Caller caller);

    /// <summary>Gives the card another term.</summary>
    [Alias("renew")]
    Task<CardAnswer> RenewAsync(RenewCard command, Caller caller);

    /// <summary>Suspends the card.</summary>
    [Alias("suspend")]
    Task<CardAnswer> SuspendAsync(SuspendCard command, Caller caller);

    /// <summary>Ends the card's hold.</summary>
    [Alias("resume")]
    Task<CardAnswer> ResumeAsync(ResumeCard command, Caller caller);

    /// <summary>Ends the card for good.</summary>
    [Alias("cancel")]
    Task<CardAnswer> CancelAsync(CancelCard command, Caller caller);

    /// <summary>Makes the card a member's.</summary>
    [Alias("link")]
    Task<CardAnswer> LinkAsync(LinkMember command, Caller caller);

    /// <summary>Makes the card nobody's.</summary>
    [Alias("unlink")]
    Task<CardAnswer> UnlinkAsync(UnlinkMember command, Caller caller);

    /// <summary>Moves points from this card to another one.</summary>
    [Alias("transfer")]
    Task<CardAnswer> TransferAsync(TransferPoints command, Caller caller);

    /// <summary>Makes this card and others of its member another's.</summary>
    [Alias("merge")]
    Task<CardAnswer> MergeAsync(MergeCards command, Caller caller);

    /// <summary>Issues this card as a guest's, with its first receipt.</summary>
    [Alias("issue-guest")]
    Task<CardAnswer> IssueGuestAsync(IssueGuestCard command, Caller caller);

    /// <summary>Shows a further receipt for this guest card. A repeat of the same receipt replays.</summary>
    [Alias("present")]
    Task<CardAnswer> PresentAsync(PresentReceipt command, Caller caller);

    /// <summary>Ends this guest card; its receipts earn on another card.</summary>
    [Alias("claim-guest")]
    Task<CardAnswer> ClaimGuestAsync(ClaimGuestCard command, Caller caller);

    /// <summary>Ends this guest card, which nobody claimed on its day.</summary>
    [Alias("close-guest")]
    Task<CardAnswer> CloseGuestAsync(CloseGuestCard command, Caller caller);

    /// <summary>Says what a receipt would earn; changes nothing.</summary>
    [ReadOnly, Alias("quote")]
    Task<QuoteAnswer> QuoteAsync(AccruePoints command, Caller caller, bool allowStale);

    /// <summary>Reads the card as of its last entry, or as last cached if stale is allowed.</summary>
    [ReadOnly, Alias("read")]
    Task<CardReading> ReadAsync(bool allowStale);
}

/// <summary>The answer to a command: an entry, or a refusal.</summary>
/// <param name="Entry">The entry that answers it.</param>
/// <param name="Replayed">Whether the entry was there before this execution.</param>
/// <param name="Refused">Why there is none.</param>
[GenerateSerializer, Immutable, Alias("loyalty.CardAnswer")]
public sealed record CardAnswer(
    [property: Id(0)] LedgerEntry? Entry, [property: Id(1)] bool Replayed, [property: Id(2)] Refused? Refused)
{
    public static CardAnswer Of(LedgerEntry entry, bool replayed) => new(entry, replayed, null);

    public static CardAnswer Of(Refused refused) => new(null, false, refused);
}

/// <summary>What a receipt would earn, or a refusal.</summary>
/// <param name="Entry">The entry as it would be, or as it is if the receipt is accrued already.</param>
/// <param name="Seq">The card's last entry as of which this is.</param>
/// <param name="Accrued">Whether the receipt is accrued already.</param>
/// <param name="Refused">Why it would earn nothing.</param>
[GenerateSerializer, Immutable, Alias("loyalty.QuoteAnswer")]
public sealed record QuoteAnswer(
    [property: Id(0)] LedgerEntry? Entry,
    [property: Id(1)] long Seq,
    [property: Id(2)] bool Accrued,
    [property: Id(3)] Refused? Refused)
{
    public static QuoteAnswer Of(Refused refused) => new(null, 0, false, refused);
}

/// <summary>A card as of one of its entries, or a refusal.</summary>
/// <param name="State">The card; sequence number 0 if it has not been issued.</param>
/// <param name="Available">Points that can be redeemed on the present business date.</param>
/// <param name="Refused">Why it can't be read.</param>
[GenerateSerializer, Immutable, Alias("loyalty.CardReading")]
public sealed record CardReading(
    [property: Id(0)] CardState? State, [property: Id(1)] long Available, [property: Id(2)] Refused? Refused);
