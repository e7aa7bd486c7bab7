using System.Globalization;
using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Members;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Testing;

/// <summary>Cards, receipts and decisions for tests; everything follows from the number given.</summary>
public static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 30, 0, 123, 456, TimeSpan.Zero);

    public static readonly Caller Till = new(CallerKind.Till, "till-7", "riverside", "s1", "ann");

    public static readonly ProgramRules Rules = ProgramRules.Default(new Currency("USD")) with { EarnUnitMinor = 100 };

    public static readonly MallCalendar Calendar = new(TimeZoneInfo.Utc, TimeOnly.MinValue);

    public static DecisionContext At(DateTimeOffset now, ProgramRules? rules = null, Caller? caller = null) =>
        new(new RulesVersion(1, rules ?? Rules), Calendar, now, caller ?? Till);

    public static Guid Id(long number) => new($"00000000-0000-4000-8000-{number:x12}");

    public static CardId CardId(long number) => Domain.CardId.ForRequest(Till.RequestScope, Id(number));

    public static MemberId Member(long number) => MemberId.ForRequest(Till.RequestScope, Id(number));

    public static CardNumber Number(long number) =>
        CardNumber.Create("9", number.ToString("D14", CultureInfo.InvariantCulture));

    public static Receipt Receipt(long number, long totalMinor = 1_000) => new(
        "s1", "7", "R" + number.ToString(CultureInfo.InvariantCulture), DateOnly.FromDateTime(Now.UtcDateTime), null,
        "till", totalMinor, "USD", [], []);

    /// <summary>
    /// The commit that issues a card; by default the request and the printed number follow the card's.
    /// </summary>
    public static Commit Issue(
        long card, long? number = null, long? request = null, MemberId? member = null, CardType? type = null) =>
        Card.Decide(
            CardState.Unissued(CardId(card)),
            new IssueCard(Id(request ?? card), Number(number ?? card)) { MemberId = member, Type = type },
            At(Now)).Commit!;

    /// <summary>The commit that issues a guest card for a receipt; request and number follow the card's.</summary>
    public static Commit IssueGuest(long card, Receipt receipt, DateTimeOffset? now = null) => Card.Decide(
        CardState.Unissued(CardId(card)), new IssueGuestCard(Id(card), Number(card), receipt), At(now ?? Now)).Commit!;

    /// <summary>The commit that accrues a receipt on a card.</summary>
    public static Commit Accrue(CardState card, Receipt receipt, DateTimeOffset? now = null) =>
        Card.Decide(card, new AccruePoints(card.Number, receipt), At(now ?? Now)).Commit
        ?? throw new ArgumentException("The rules refuse it.", nameof(receipt));

    public static Commit Accrue(CardState card, long receipt) => Accrue(card, Receipt(receipt));

    /// <summary>The same commit, which also takes from a counter.</summary>
    public static Commit Allocating(Commit commit, string key, long bound, long quantity = 1) =>
        commit with { Allocations = commit.Allocations.Add(new Allocation(key, quantity, bound)) };
}
