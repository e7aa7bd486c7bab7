using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Domain.Rules;
using Loyalty.Simulation.Store;
using Loyalty.Testing;
using Loyalty.Testing.Checks;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// I6: a term begins with the issue, anew on the day on which a card whose term is over is renewed or replaced, and
/// at its end where a card is renewed early; each time for the fee, and never otherwise.
/// </summary>
internal sealed class TermCheck(LedgerState state, Plan plan, Violations violations)
{
    public void Run()
    {
        foreach (var cardId in state.CardIds)
            foreach (var (before, entry) in CardFold.Of(state.EntriesOf(cardId).Select(row => row.Entry)))
                Check(before.Life, entry);
    }

    private void Check(CardLife before, LedgerEntry entry)
    {
        if (entry.Change is not { } change || change.Type == CardType.Guest) return;
        var rules = plan.Rules.CardRulesIn(entry.Caller.Mall);
        var expected = entry.Kind switch
        {
            EntryKind.Issue => OfIssue(change.Type!.Value, entry, rules),
            EntryKind.Renewal => OfRenewal(before, entry, rules),
            EntryKind.Replacement => OfReplacement(before, entry, rules),
            _ => (null, 0),
        };
        if (expected != (change.TermEndDate, change.FeeMinor))
            Add(entry, $"has a term to {change.TermEndDate:O} for {change.FeeMinor}; it was to be {expected}");
    }

    private static (DateOnly? End, long Fee) OfIssue(CardType type, LedgerEntry entry, CardRules rules) =>
        (rules.TermEnd(type, entry.BusinessDate), entry.Receipt is null ? rules.IssueFeeMinor : 0);

    private (DateOnly? End, long Fee) OfRenewal(CardLife before, LedgerEntry entry, CardRules rules)
    {
        if (before.TermEndDate > entry.BusinessDate.AddDays(rules.RenewEarlyDays))
            Add(entry, "renews a card that was not due");
        var from = before.TermEndDate > entry.BusinessDate ? before.TermEndDate.Value : entry.BusinessDate;
        return (rules.TermEnd(before.Type, from), rules.RenewFeeMinor);
    }

    private static (DateOnly? End, long Fee) OfReplacement(CardLife before, LedgerEntry entry, CardRules rules) =>
        before.HasExpiredOn(entry.BusinessDate)
            ? (rules.TermEnd(before.Type, entry.BusinessDate), rules.ReplaceFeeMinor + rules.RenewFeeMinor)
            : (null, rules.ReplaceFeeMinor);

    private void Add(LedgerEntry entry, string what) =>
        violations.Add(Invariant.Life, $"{entry.Kind} {entry.CardId}/{entry.Seq} {what}");
}
