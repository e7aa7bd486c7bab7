using System.Collections.Immutable;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;

namespace Loyalty.Application.Cards;

/// <summary>
/// Shows cards and their entries. A caller who doesn't serve customers and holds an old number learns nothing of the
/// card but that it has another one. All refusals are thrown as <see cref="RefusedException"/>.
/// </summary>
public sealed class CardViews(CardLookup cards, ILedger ledger, LoyaltyProgram program)
{
    /// <summary>
    /// Shows a card: (1) looks it up and reads it; (2) the number must be its present one; (3) where an instant is
    /// named, as its last entry up to then left it.
    /// </summary>
    public async Task<CardView> GetAsync(
        CardNumber number, bool allowStale, DateTimeOffset? asOf, Caller caller)
    {
        var card = cards.Get(await cards.RequireAsync(number));
        var reading = await ReadAsync(card, allowStale);

        // The cached state may lack the number: the cache may say yes, never no.
        if (allowStale && reading.State!.Number != number) reading = await ReadAsync(card, allowStale: false);
        RequireCurrent(reading.State!, number, caller);
        return asOf is { } instant ? await ReadPastAsync(reading.State!, instant) : Present(reading);
    }

    /// <summary>Shows the card to which a number was ever given; null if to none.</summary>
    public async Task<CardView?> FindAsync(CardNumber number, Caller caller)
    {
        if (await cards.FindAsync(number) is not { } cardId) return null;
        var reading = await ReadAsync(cards.Get(cardId), allowStale: false);
        if (!caller.ServesCustomers) RequireCurrent(reading.State!, number, caller);
        return Present(reading);
    }

    /// <summary>Shows the number that a card has now.</summary>
    public async Task<CardNumber> GetNumberAsync(CardId cardId) =>
        (await ReadAsync(cards.Get(cardId), allowStale: false)).State!.Number;

    /// <summary>Shows a part of a card's entries.</summary>
    /// <param name="number">The presented number.</param>
    /// <param name="scanOf">Says which part, of a card whose last entry has a sequence number.</param>
    /// <param name="caller">The caller.</param>
    public async Task<EntriesView> ListAsync(CardNumber number, Func<long, EntryScan> scanOf, Caller caller)
    {
        var cardId = await cards.RequireAsync(number);
        if (!caller.ServesCustomers)
            RequireCurrent((await ReadAsync(cards.Get(cardId), allowStale: false)).State!, number, caller);

        var lastSeq = (await ledger.CheckAsync(cardId, idempotencyKey: null)).Seq;
        var scan = scanOf(lastSeq);
        return new EntriesView(scan, await ledger.ReadEntriesAsync(cardId, scan), lastSeq);
    }

    private CardView Present(CardReading reading) => new(reading.State!, reading.Available, program.Today);

    /// <summary>The card as it was. What depends on the day is decided on that day.</summary>
    private async Task<CardView> ReadPastAsync(CardState now, DateTimeOffset instant)
    {
        var then = await ledger.LoadAsOfAsync(now.CardId, instant) ?? throw new RefusedException(
            CardLookup.Unknown(now.Number).With("issue_date", $"{now.IssueDate:O}"));
        var date = program.Calendar.DateOf(instant);
        return new CardView(then with { Number = now.Number }, then.AvailableOn(date), date);
    }

    private static void RequireCurrent(CardState state, CardNumber number, Caller caller)
    {
        if (Card.CheckNumber(state, number, caller) is { } refused) throw new RefusedException(refused);
    }

    private static async Task<CardReading> ReadAsync(ICardGrain card, bool allowStale)
    {
        var reading = await card.ReadAsync(allowStale);
        return reading.Refused is null ? reading : throw new RefusedException(reading.Refused);
    }
}

/// <summary>A card as of one of its entries.</summary>
/// <param name="State">The card.</param>
/// <param name="Available">Points that can be redeemed on the date.</param>
/// <param name="Date">The business date on which it is shown.</param>
public sealed record CardView(CardState State, long Available, DateOnly Date);

/// <summary>A part of a card's entries.</summary>
/// <param name="Scan">The part.</param>
/// <param name="Entries">The entries in it that match.</param>
/// <param name="LastSeq">The sequence number of the card's last entry.</param>
public sealed record EntriesView(EntryScan Scan, ImmutableArray<LedgerEntry> Entries, long LastSeq);
