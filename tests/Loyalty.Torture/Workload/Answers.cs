using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.Torture.Checks;

namespace Loyalty.Torture.Workload;

/// <summary>A client's reading of refusals.</summary>
internal static class Answers
{
    /// <summary>
    /// Counts it, and says whether the same may be sent again. A permanent refusal of what nobody has done before is
    /// wrong: nothing that clients send is against the rules but what they double on purpose.
    /// </summary>
    public static bool IsForNow(Refusal refusal, Journal journal, Sale sale)
    {
        if (Count(refusal, journal.Tally)) return true;
        journal.Violations.Add(Invariant.Replay, sale.Card.Id, $"{sale.Key} was refused permanently: {refusal}");
        return false;
    }

    /// <summary>Counts a transient refusal; false if it is permanent.</summary>
    public static bool Count(Refusal refusal, Tally tally)
    {
        if (!refusal.IsTransient) return false;
        if (refusal.Reason == "OVERLOADED") tally.Add(Counted.Overloaded);
        tally.Add(refusal switch
        {
            { IsFromEngine: false } => Counted.Unanswered,
            { Reason: "OUTCOME_UNKNOWN" } => Counted.Unknown,
            _ => Counted.Refused,
        });
        return true;
    }
}
