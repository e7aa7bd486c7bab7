using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Rules;

namespace Loyalty.Grains;

/// <summary>
/// The program this node runs: rules, calendar and clock. The rules get their version from the ledger at start.
/// </summary>
public sealed class LoyaltyProgram(ProgramRules rules, MallCalendar calendar, TimeProvider time)
{
    private RulesVersion? version;

    public ProgramRules Rules => rules;

    public MallCalendar Calendar => calendar;

    public DateTimeOffset Now => time.GetUtcNow();

    public DateOnly Today => calendar.DateOf(Now);

    /// <summary>The rules as the ledger knows them; throws before <see cref="Open"/>.</summary>
    public RulesVersion Version => version ?? throw new InvalidOperationException("The program is not open yet.");

    public void Open(RulesVersion registered) => version = registered;

    /// <summary>Returns the context of a decision for this caller now.</summary>
    public DecisionContext ContextFor(Caller caller) => new(Version, calendar, time.GetUtcNow(), caller);
}
