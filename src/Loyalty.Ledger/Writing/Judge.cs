using Loyalty.Domain.Commits;

namespace Loyalty.Ledger.Writing;

/// <summary>Turns inspections into verdicts, in their order of precedence.</summary>
internal sealed class Judge
{
    private readonly Dictionary<string, long> drawn = new(StringComparer.Ordinal);

    /// <summary>Judges the next commit of a batch; units that earlier ones will draw count as drawn.</summary>
    /// <returns>A verdict, or null for a commit that may be written; <paramref name="locked"/>: not just now.</returns>
    public CommitOutcome? Next(Commit commit, Inspection inspection, out bool locked)
    {
        locked = false;
        if (inspection.Earlier is { } earlier) return earlier;
        if (inspection.ClaimedKey is { } claimed) return new CommitOutcome(Verdict.Claimed, Key: claimed);
        if (inspection.Seq != commit.ExpectedSeq) return new CommitOutcome(Verdict.Fenced);

        // Whoever holds the card may be our own lost transaction, with the last unit in its hands.
        locked = inspection.Locked;
        if (locked) return null;

        for (var i = 0; i < commit.Draws.Length; i++)
        {
            var draw = commit.Draws[i];
            if (drawn.GetValueOrDefault(draw.Key, inspection.Drawn[i]) > draw.Bound - draw.Quantity)
                return new CommitOutcome(Verdict.Exhausted, Key: draw.Key);
        }

        for (var i = 0; i < commit.Draws.Length; i++)
        {
            var draw = commit.Draws[i];
            drawn[draw.Key] = drawn.GetValueOrDefault(draw.Key, inspection.Drawn[i]) + draw.Quantity;
        }

        return null;
    }
}
