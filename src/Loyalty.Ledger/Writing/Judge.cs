using Loyalty.Domain.Commits;

namespace Loyalty.Ledger.Writing;

/// <summary>Turns inspections into verdicts, in their order of precedence.</summary>
internal sealed class Judge
{
    private readonly Dictionary<string, long> drawn = new(StringComparer.Ordinal);

    /// <summary>
    /// Judges the next commit of a batch. Who is short of units only because earlier ones mean to draw them waits until
    /// they have: they may fail yet.
    /// </summary>
    /// <returns>A verdict, or null for a commit that may be written; <paramref name="waits"/>: not just now.</returns>
    public CommitOutcome? Next(Commit commit, Inspection inspection, out bool waits)
    {
        waits = false;
        if (inspection.Earlier is { } earlier) return earlier;
        if (inspection.ClaimedKey is { } claimed) return new CommitOutcome(Verdict.Claimed, Key: claimed);
        if (inspection.Seq != commit.ExpectedSeq) return new CommitOutcome(Verdict.Fenced);

        // Whoever holds the card may be our own lost transaction, with the last unit in its hands.
        waits = inspection.Locked;
        if (waits) return null;

        for (var i = 0; i < commit.Draws.Length; i++)
        {
            var draw = commit.Draws[i];
            if (inspection.Drawn[i] > draw.Bound - draw.Quantity)
                return new CommitOutcome(Verdict.Exhausted, Key: draw.Key);
            waits |= drawn.GetValueOrDefault(draw.Key, inspection.Drawn[i]) > draw.Bound - draw.Quantity;
        }

        if (waits) return null;
        for (var i = 0; i < commit.Draws.Length; i++)
        {
            var draw = commit.Draws[i];
            drawn[draw.Key] = drawn.GetValueOrDefault(draw.Key, inspection.Drawn[i]) + draw.Quantity;
        }

        return null;
    }
}
