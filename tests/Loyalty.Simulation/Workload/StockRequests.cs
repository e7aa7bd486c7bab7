using System.Globalization;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Receipts;
using Loyalty.Ledger;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Workload;

/// <summary>
/// Makes up how cards come from stock and for receipts: ranges are registered while desks issue from them already,
/// several desks want the same number, and one receipt is shown for several cards.
/// </summary>
internal sealed class StockRequests(Plan plan, Dice dice, Func<DateOnly> today)
{
    /// <summary>The prefix of numbers in stock, and of no other number.</summary>
    public const string Prefix = "7";

    private const int Ranges = 2;
    private const int NumbersInRange = 3;
    private readonly List<Guid> registrations = [];
    private readonly List<Receipt> shown = [];

    /// <param name="number">The request's number.</param>
    /// <param name="receipt">A receipt that may be shown.</param>
    public Request Next(int number, Receipt receipt) => dice.Below(10) switch
    {
        _ when registrations.Count == 0 => Register(number),
        < 2 => Register(number),
        < 5 => Issue(number, Number(), null),
        < 6 => Issue(number, Number(), Show(receipt)),
        _ => Issue(number, null, Show(receipt)),
    };

    /// <summary>One of few numbers that stand on cards in stock, or one that never does.</summary>
    public CardNumber Number() => NumberOf(dice.Below((Ranges * NumbersInRange) + 1));

    private static CardNumber NumberOf(int at) =>
        CardNumber.Create(Prefix, at.ToString("D14", CultureInfo.InvariantCulture));

    /// <summary>Half of the receipts were shown before; most are of today.</summary>
    private Receipt Show(Receipt receipt)
    {
        if (shown.Count > 0 && dice.Chance(0.5)) return shown[^1];
        if (dice.Chance(0.8)) receipt = receipt with { BusinessDate = today() };
        shown.Add(receipt);
        return receipt;
    }

    /// <summary>Sometimes a request comes with another range than it came with before.</summary>
    private Request Register(int number)
    {
        var keeper = new Caller(CallerKind.BackOffice, "stock", "mall", "", "kim");
        var id = registrations.Count > 0 && dice.Chance(0.2) ? dice.Pick(registrations) : IdOf(number);
        registrations.Add(id);
        var first = dice.Below(Ranges) * NumbersInRange;
        return new Request(number, RequestKind.RegisterStock, default, keeper)
        {
            RequestId = id,
            Range = new StockRange(
                IdempotencyKey.RequestKey(keeper, id), NumberOf(first), NumberOf(first + NumbersInRange - 1), keeper),
        };
    }

    private Request Issue(int number, CardNumber? stock, Receipt? receipt)
    {
        var desk = new Caller(CallerKind.Desk, $"desk-{dice.Between(1, 2)}", "mall", "", "eve");
        var id = IdOf(number);
        var command = new IssueCard(id, stock ?? default)
        {
            Type = dice.Chance(plan.Faults.Terms) ? CardType.OneYear : CardType.LongTerm,
            IsStockNumber = stock is not null,
            Receipt = receipt,
            IsReceiptSurrendered = receipt is not null && dice.Chance(0.3),
        };
        return new Request(number, RequestKind.Issue, CardId.ForRequest(desk.RequestScope, id), desk)
        {
            RequestId = id, Receipt = receipt, Command = command, IdempotencyKey = Card.IdempotencyKeyOf(command, desk),
        };
    }

    private static Guid IdOf(int number) => new(number, 0, 0x4000, 0x82, 0, 0, 0, 0, 0, 0, 0);
}
