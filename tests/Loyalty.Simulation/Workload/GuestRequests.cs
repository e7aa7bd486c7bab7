using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Receipts;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Workload;

/// <summary>
/// Makes up what becomes of guest cards. Two desks claim the same one for two cards, and tills accrue its receipt.
/// </summary>
internal sealed class GuestRequests(Plan plan, Dice dice)
{
    private readonly List<Request> issues = [];
    private readonly List<(CardId CardId, CardNumber Number)> guests = [];
    private readonly List<Request> claims = [];

    public void Learn(CardId cardId, LedgerEntry entry)
    {
        if (entry.CardNumber is { } number && !guests.Contains((cardId, number))) guests.Add((cardId, number));
    }

    /// <param name="number">The request's number.</param>
    /// <param name="receipt">A receipt; maybe one that a till accrues.</param>
    /// <param name="card">A card and its number.</param>
    public Request Next(int number, Receipt receipt, (CardId Id, CardNumber Number) card) => dice.Below(10) switch
    {
        < 3 => Issue(number, receipt),
        < 4 => issues.Count > 0 ? dice.Pick(issues) : Sweep(number),
        < 5 => Sweep(number),
        < 6 when claims.Count > 0 => dice.Pick(claims),
        _ => guests.Count > 0 ? Claim(number, dice.Chance(0.7) ? guests[^1] : dice.Pick(guests), card)
            : Issue(number, receipt),
    };

    public Request Sweep(int number) => new(
        number, RequestKind.Sweep, default, new Caller(CallerKind.BackOffice, "sweep", "", "", ""));

    private Request Issue(int number, Receipt receipt)
    {
        var (desk, id) = (Desk(), IdOf(number));
        var request = new Request(number, RequestKind.IssueGuest, CardId.ForRequest(desk.RequestScope, id), desk)
        {
            RequestId = id, Receipt = receipt,
            IdempotencyKey = Identify(new IssueGuestCard(id, default, receipt), default, desk),
        };
        issues.Add(request);
        return request;
    }

    private Request Claim(
        int number, (CardId Id, CardNumber Number) guest, (CardId Id, CardNumber Number) card)
    {
        var (desk, id) = (Desk(), IdOf(number));
        var command = new ClaimGuestCard(id, guest.Number, card.Id, card.Number);
        var request = new Request(number, RequestKind.ClaimGuest, guest.Id, desk)
        {
            RequestId = id, CardNumber = guest.Number, Command = command, IdempotencyKey = Identify(
                command, guest.Id, desk),
        };
        claims.Add(request);
        return request;
    }

    private Domain.Commits.IdempotencyKey Identify(ICardCommand command, CardId cardId, Caller desk) =>
        command.IdempotencyKeyOn(cardId, new DecisionContext(new(1, plan.Rules), plan.Calendar, default, desk));

    private Caller Desk() => new(CallerKind.Desk, $"desk-{dice.Between(1, 2)}", "mall", "", "eve");

    private static Guid IdOf(int number) => new(number, 0, 0x4000, 0x81, 0, 0, 0, 0, 0, 0, 0);
}
