using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Rows;

/// <summary>Compares an idempotency key that comes now with the one that the ledger has already.</summary>
internal static class PriorOutcome
{
    /// <param name="idempotencyKey">The key that comes now.</param>
    /// <param name="committed">The fingerprint committed under its key; null if there was none.</param>
    /// <param name="answer">The entry that answered then.</param>
    public static CommitOutcome Compare(IdempotencyKey idempotencyKey, Fingerprint? committed, LedgerEntry answer) =>
        idempotencyKey.Fingerprint.Equals(committed)
            ? new CommitOutcome(CommitStatus.Replayed, answer)
            : new CommitOutcome(
                CommitStatus.Conflict,
                Difference: committed is null ? null : idempotencyKey.Fingerprint.FirstDifference(committed));
}
