using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Domain.Tests.Cards;

/// <summary>Sums that must be true of every commit, whatever led to it.</summary>
internal static class CardSums
{
    public static void Check(Commit commit)
    {
        var (before, after) = (commit.Before, commit.After);
        Assert.NotEmpty(commit.Entries);
        Assert.Equal(before.Seq, commit.ExpectedSeq);
        Assert.Equal(before.CardId, after.CardId);

        // The sequence has no gap, the running balance adds up, and the chain links.
        var (seq, balance, hash) = (before.Seq, before.Balance, before.Hash);
        foreach (var entry in commit.Entries)
        {
            Assert.Equal(++seq, entry.Seq);
            Assert.Equal(balance += entry.Points, entry.Balance);
            Assert.InRange(entry.Available, 0, Math.Max(0, entry.Balance));
            Assert.Equal(EntryHash.Compute(hash, entry).AsSpan(), entry.Hash.AsSpan());
            hash = entry.Hash;
            Assert.Equal(after.CardId, entry.CardId);
        }

        Assert.Equal((seq, balance), (after.Seq, after.Balance));
        Assert.Equal(hash.AsSpan(), after.Hash.AsSpan());

        // Balance is what the lots hold less the debt.
        Assert.Equal(after.Balance, after.Lots.Sum(lot => lot.Remaining) - after.Debt);
        Assert.True(after.Debt >= 0);
        Assert.All(after.Lots, lot => Assert.InRange(lot.Remaining, 0, lot.Granted));

        // Lots come soonest first, never-expiring last, each date once.
        var dates = after.Lots.Select(lot => lot.ExpiryDate).ToArray();
        Assert.Equal(dates.OrderBy(date => date is null).ThenBy(date => date), dates);
        Assert.Equal(dates.Length, dates.Distinct().Count());

        // The lots moved by what the entries say they moved.
        foreach (var date in before.Lots.Select(lot => lot.ExpiryDate).Concat(dates).Distinct())
        {
            var moved = commit.Entries.SelectMany(entry => entry.LotEffects).Where(effect => effect.ExpiryDate == date);
            Assert.Equal(Remaining(after, date) - Remaining(before, date), moved.Sum(effect => effect.Points));
        }

        // The last entry answers the request; the others were posted along with it.
        Assert.Equal(commit.IdempotencyKey.Value, commit.Answer.IdempotencyKey);
        Assert.All(commit.Entries[..^1], entry => Assert.Equal("", entry.IdempotencyKey));
        if (commit.Answer.Kind == EntryKind.OpeningBalance) return;
        Assert.All(commit.Entries[..^1], entry => Assert.Equal(EntryKind.Expiry, entry.Kind));
    }

    private static long Remaining(CardState state, DateOnly? expiryDate) =>
        state.Lots.Where(lot => lot.ExpiryDate == expiryDate).Sum(lot => lot.Remaining);
}
