using System.Collections.Immutable;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests;

/// <summary>Plain samples that a test changes with <c>with</c> to say what matters to it.</summary>
internal static class Sample
{
    public static readonly DateOnly Today = new(2026, 3, 15);

    /// <summary>Noon of <see cref="Today"/> in the mall.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.FromHours(8));

    public static readonly MallCalendar Calendar = new(Zone("Asia/Shanghai"), default);

    public static readonly Caller Till = new(CallerKind.Till, "till-7", "mall-1", "store-1", "op-3");

    public static readonly Caller Desk = new(CallerKind.Desk, "desk-1", "mall-1", "", "op-4");

    public static readonly Caller Office = new(CallerKind.BackOffice, "it", "", "", "");

    public static readonly CardId CardId = new(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"));

    public static readonly CardNumber Number = CardNumber.Create("8800", "12345678901234");

    public static readonly CardNumber OtherNumber = CardNumber.Create("8800", "99999999999999");

    public static readonly ProgramRules Rules = ProgramRules.Default(new Currency("CNY"));

    public static readonly DecisionContext DecisionContext = On(Rules);

    public static readonly Receipt Receipt = new(
        "store-1", "till-7", "R-1001", Today, null, "till", 10_000, "CNY",
        [new ReceiptLine("4006381333931", "food", 2_000, 7_000), new ReceiptLine("tea", "drink", 1_000, 3_000)],
        [new Tender("cash", 10_000)]);

    public static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    public static DecisionContext On(ProgramRules rules, DateTimeOffset? now = null) =>
        new(new RulesVersion(3, rules), Calendar, now ?? Now, Till);

    /// <summary>The context of the desk's decisions, some days later.</summary>
    public static DecisionContext AtDesk(int days = 0, ProgramRules? rules = null) =>
        On(rules ?? Rules, Now.AddDays(days)) with { Caller = Desk };

    /// <summary>An issued card of a type, also an expired one.</summary>
    public static CardState IssueOf(CardType type, int daysAgo = 0) => Committed(Card.Decide(
        CardState.Unissued(CardId), new IssueCard(Guid.Parse("6f0d2a52-7a8e-4b0e-9c59-0d8a1f2b3c4d"), Number)
        {
            Type = type,
        },
        AtDesk(-daysAgo))).After;

    /// <summary>The card after a command that must be accepted.</summary>
    public static CardState After(CardState state, ICardCommand command, DecisionContext? context = null) =>
        Committed(command.Decide(state, context ?? AtDesk())).After;

    /// <summary>Noon of a business date in the mall.</summary>
    public static DateTimeOffset NoonOf(DateOnly date) => new(date, new TimeOnly(12, 0), TimeSpan.FromHours(8));

    /// <summary>A receipt of one total and nothing else.</summary>
    public static Receipt Paid(long totalMinor, string number = "R-1", DateOnly? date = null) => new(
        "store-1", "", number, date ?? Today, null, "", totalMinor, "CNY", [], []);

    public static AccruePoints Accrue(Receipt receipt) => new(Number, receipt);

    public static Commit Issue() => Committed(Card.Decide(
        CardState.Unissued(CardId), new IssueCard(Guid.Parse("6f0d2a52-7a8e-4b0e-9c59-0d8a1f2b3c4d"), Number),
        DecisionContext));

    /// <summary>An issued card with these lots and this debt, as if earlier entries had led there.</summary>
    public static CardState WithLots(long debt = 0, params ImmutableArray<Lot> lots) => Issue().After with
    {
        Lots = lots,
        Debt = debt,
        Balance = lots.Sum(lot => lot.Remaining) - debt,
    };

    /// <summary>Decides on a receipt as the engine does: its form at the edge, the rest by the card.</summary>
    public static Decision Decide(CardState state, AccruePoints command, DecisionContext context) =>
        ReceiptValidator.Check(command.Receipt, context.Caller, context.Rules.Rules, context.Calendar)
            is { } refused ? refused : Card.Decide(state, command, context);

    public static Commit Committed(Decision decision)
    {
        Assert.Null(decision.Refused);
        return Assert.IsType<Commit>(decision.Commit);
    }

    public static Refusal Refused(Decision decision)
    {
        Assert.Null(decision.Commit);
        return Assert.IsType<Refused>(decision.Refused).Reason;
    }
}
