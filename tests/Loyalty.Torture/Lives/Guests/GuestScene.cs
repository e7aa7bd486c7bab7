using System.Collections.Concurrent;
using Loyalty.Testing;
using Loyalty.Torture.Workload;
using Loyalty.V1;

namespace Loyalty.Torture.Lives.Guests;

/// <summary>Some guests, cards and receipts: what was told of them, and what must not have been.</summary>
/// <param name="desk">Sends what is asked.</param>
/// <param name="floor">Knows the day.</param>
/// <param name="journal">Takes what is wrong.</param>
/// <param name="cards">The cards.</param>
/// <param name="sales">The receipts.</param>
/// <param name="giveUp">When to send no more.</param>
public sealed class GuestScene(
    GuestDesk desk, Floor floor, Journal journal, IReadOnlyList<SharedCard> cards, IReadOnlyList<Sale> sales,
    CancellationToken giveUp)
{
    private readonly DateOnly day = floor.Today;
    private readonly List<Guest> guests = [];
    private readonly ConcurrentDictionary<string, bool> sold = new(StringComparer.Ordinal);

    /// <summary>Whether their day is over, so that any of them may have been told so.</summary>
    private bool IsDayOver => floor.Today != day;

    /// <summary>A guest comes with a receipt; null if that was given up.</summary>
    public async Task<Guest?> ComeAsync(Sale receipt)
    {
        var (issued, reason, _) = await desk.IssueGuestAsync(receipt, giveUp);
        if (reason.Length > 0) journal.Violations.Add(Invariant.Replay, "", $"a guest card was refused: {reason}");
        if (issued is null) return null;
        var guest = new Guest(issued.Entry.CardId, issued.GuestNumber);
        guest.Shown.TryAdd(receipt.Key, true);
        lock (guests) guests.Add(guest);
        return guest;
    }

    /// <summary>Shows a receipt, and says whether it was accepted.</summary>
    public async Task<bool> ShowAsync(Guest guest, Sale sale)
    {
        var (answer, reason, _) = await desk.PresentAsync(guest.Number, sale, giveUp);
        if (answer is not null) guest.Shown.TryAdd(sale.Key, true);
        Explain(guest, $"{sale.Key} shown", reason, "CARD_CANCELLED", "RECEIPT_PRESENTED");
        return answer is not null;
    }

    /// <summary>A receipt is shown for two guests at once: one of them has it.</summary>
    public async Task BothWantAsync(Guest one, Guest two, Sale sale)
    {
        var both = await Task.WhenAll(ShowAsync(one, sale), ShowAsync(two, sale));
        if (giveUp.IsCancellationRequested || IsDayOver || both[0] != both[1]) return;
        journal.Violations.Add(
            Invariant.OneUse, one.Card, $"{sale.Key}, shown for it and {two.Card}, both or none has it");
    }

    public async Task ClaimAsync(Guest guest, SharedCard card)
    {
        var request = desk.Claim(guest.Number, card);
        var (answer, reason, _) = await desk.ClaimAsync(request, giveUp);
        if (answer is not null) guest.Claims.Enqueue((request, card, answer));
        Explain(guest, $"a claim for {card.Id}", reason, "CARD_CANCELLED");
    }

    public async Task AccrueAsync(Sale sale, SharedCard card)
    {
        var (answer, reason, _) = await desk.AccrueAsync(sale, card, giveUp);
        if (answer is not null || reason == "RECEIPT_ALREADY_USED") sold.TryAdd(sale.Key, true);
        else if (reason.Length > 0)
            journal.Violations.Add(Invariant.OneUse, card.Id, $"{sale.Key} was refused: {reason}");
    }

    /// <summary>
    /// A guest card that two desks claimed: one has it, is answered the same again, and nothing is had of it any more.
    /// </summary>
    public async Task IsOverAsync(Guest guest, SharedCard other, Sale sale)
    {
        if (giveUp.IsCancellationRequested) return;
        if (guest.Claims.Count != 1 && !(IsDayOver && guest.Claims.IsEmpty))
            journal.Violations.Add(Invariant.Life, guest.Card, $"of two claims {guest.Claims.Count} were accepted");
        foreach (var (request, card, first) in guest.Claims)
        {
            journal.Tally.Add(Counted.Doubles);
            var again = (await desk.ClaimAsync(request, giveUp)).Answer;
            if (again is null && giveUp.IsCancellationRequested) return;
            if (again is null || !again.Replayed || !again.Entry.Equals(first.Entry)
                || !again.Accruals.Equals(first.Accruals) || !again.LeftOut.Equals(first.LeftOut))
                journal.Violations.Add(Invariant.Replay, guest.Card, $"a claim for {card.Id}, {first}, is now {again}");
        }

        await ClaimAsync(guest, other);
        await ShowAsync(guest, sale);
    }

    public GuestStory Tell() => new(
        day,
        [.. guests.Select(guest => new GuestVisit(
            guest.Card, [.. guest.Shown.Keys],
            [.. guest.Claims.Select(claim => GuestClaim.Of(claim.Card.Id, claim.Answer))]))],
        [.. cards.Select(card => card.Id)],
        sales.ToDictionary(sale => sale.Key, sale => sale.Points, StringComparer.Ordinal),
        sold.Keys.ToHashSet(StringComparer.Ordinal));

    private void Explain(Guest guest, string what, string reason, params string[] reasons)
    {
        if (reason.Length == 0 || reasons.Contains(reason) || (reason == "GUEST_EXPIRED" && IsDayOver)) return;
        journal.Violations.Add(Invariant.Life, guest.Card, $"{what} was refused: {reason}");
    }
}

/// <summary>A guest card, and what was told of it so far.</summary>
public sealed class Guest(string card, string number)
{
    public string Card => card;

    public string Number => number;

    /// <summary>The keys of the receipts that were accepted for it.</summary>
    public ConcurrentDictionary<string, bool> Shown { get; } = new(StringComparer.Ordinal);

    /// <summary>The claims that were accepted.</summary>
    public ConcurrentQueue<(ClaimGuestCardRequest Request, SharedCard Card, ClaimGuestCardResponse Answer)> Claims
        { get; } = [];
}
