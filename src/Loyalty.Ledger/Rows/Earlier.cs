using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Rows;

/// <summary>What an identity that the ledger holds already makes of the one that comes now.</summary>
internal static class Earlier
{
    /// <param name="identity">What comes now.</param>
    /// <param name="committed">The meaning committed under its key; null if it was claimed without one.</param>
    /// <param name="answer">The entry that answered then.</param>
    public static CommitOutcome Compare(Identity identity, Meaning? committed, LedgerEntry answer) =>
        identity.Meaning.Equals(committed)
            ? new CommitOutcome(Verdict.Replayed, answer)
            : new CommitOutcome(
                Verdict.Conflict,
                Difference: committed is null ? null : identity.Meaning.FirstDifference(committed));
}
