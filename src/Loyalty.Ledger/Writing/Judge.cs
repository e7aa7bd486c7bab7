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
    /// <param name="commit">The commit.</param>
    /// <param name="inspection">What its guards say.</param>
    /// <param name="mayArrive">Whether it was sent before and its answer lost: that transaction may still come.</param>
    /// <param name="waits">Not just now.</param>
    /// <returns>A verdict, or null for a commit that may be written.</returns>
    public CommitOutcome? Next(Commit commit, Inspection inspection, bool mayArrive, out bool waits)
    {
        waits = false;
        if (inspection.Earlier is { } earlier) return earlier;
        if (inspection.ClaimedKey is { } claimed) return new CommitOutcome(Verdict.Claimed, Key: claimed);
        if (HasMovedOn(commit, inspection)) return new CommitOutcome(Verdict.Fenced);
        if (HeldElsewhere(commit, inspection) is { } held)
        {
            // A claim stays taken, but a holding may be given up before the lost transaction comes, and lets it in.
            waits = mayArrive;
            return waits ? null : new CommitOutcome(Verdict.Claimed, Key: held);
        }

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

    /// <summary>Whether a card is not where it was, which also is so if it doesn't hold what it means to give up.
    /// </summary>
    private static bool HasMovedOn(Commit commit, Inspection inspection)
    {
        for (var i = 0; i < commit.Cards.Length; i++)
            if (inspection.Seqs[i] != commit.Cards[i].ExpectedSeq) return true;
        for (var i = 0; i < commit.Holds.Length; i++)
        {
            var hold = commit.Holds[i];
            if (hold.Change == HoldChange.Release && inspection.Holders[i] != hold.CardId) return true;
        }

        return false;
    }

    /// <summary>The first key that it takes and another has, who doesn't give it up in this commit.</summary>
    private static string? HeldElsewhere(Commit commit, Inspection inspection)
    {
        for (var i = 0; i < commit.Holds.Length; i++)
        {
            var hold = commit.Holds[i];
            if (hold.Change == HoldChange.Release || inspection.Holders[i] is null) continue;
            if (!commit.Holds.Any(other => other.Key == hold.Key && other.Change == HoldChange.Release))
                return hold.Key;
        }

        return null;
    }
}
