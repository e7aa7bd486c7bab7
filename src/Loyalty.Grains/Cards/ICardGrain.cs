using System.Collections.Immutable;
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
    /// <summary>
    /// Executes a command. A repeat of the same request replays; every refusal is an answer, none is thrown.
    /// </summary>
    [Alias("execute")]
    Task<CardAnswer> ExecuteAsync([Immutable] ICardCommand command, Caller caller);

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
    /// <summary>All entries of the commit just made, if it was of several cards; else empty.</summary>
    [Id(3)]
    public ImmutableArray<LedgerEntry> Entries { get; init; } = [];

    public static CardAnswer Of(LedgerEntry entry, bool replayed) => new(entry, replayed, null);

    public static CardAnswer Of(Refused refused) => new(null, false, refused);
}

/// <summary>The points that a receipt would earn, or a refusal.</summary>
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
