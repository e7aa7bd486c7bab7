using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Writing;

/// <summary>
/// What every commit must be before it may share a batch with others; anything else is our own mistake.
/// </summary>
internal static class CommitShape
{
    /// <summary>The longest key, in UTF-16 units: an index row of PostgreSQL holds 2,700 bytes.</summary>
    public const int MaxKeyLength = 600;

    /// <exception cref="InvalidOperationException">The commit is not one.</exception>
    public static void Check(Commit commit)
    {
        Require(!commit.Entries.IsDefaultOrEmpty, "has no entry");
        Require(commit.States.Length == commit.Entries.Length, "has not a state for each entry");
        for (var i = 0; i < commit.Entries.Length; i++)
        {
            var entry = commit.Entries[i];
            Require(entry.CardId == commit.CardId, "has an entry of another card");
            Require(entry.Seq == commit.ExpectedSeq + 1 + i, "has a gap in its entries");
            Require(IsOf(commit.States[i], entry), "has a state that is not its entry's");
            Require(
                entry.IdentityKey.Length == 0 || entry.IdentityKey == commit.Identity.Key, "has a foreign identity");
        }

        Require(commit.Answer.IdentityKey == commit.Identity.Key, "answers another identity");
        RequireKey(commit.Identity.Key);
        foreach (var key in commit.Claims) RequireKey(key);
        Require(
            commit.Claims.Length == 0
            || commit.Claims.Append(commit.Identity.Key).Distinct(StringComparer.Ordinal).Count()
                == commit.Claims.Length + 1,
            "claims a key twice");
        foreach (var draw in commit.Draws)
        {
            RequireKey(draw.Key);
            Require(draw.Quantity > 0 && draw.Bound >= 0, "draws less than one unit");
        }

        Require(
            commit.Draws.Length < 2
            || commit.Draws.Select(draw => draw.Key).Distinct(StringComparer.Ordinal).Count() == commit.Draws.Length,
            "draws twice from one row");
    }

    /// <summary>What the two share is kept once.</summary>
    private static bool IsOf(CardState state, LedgerEntry entry) =>
        state.CardId == entry.CardId && state.Seq == entry.Seq && state.Balance == entry.Balance
        && state.Hash.AsSpan().SequenceEqual(entry.Hash.AsSpan());

    private static void RequireKey(string key) =>
        Require(
            key.Length is > 0 and <= MaxKeyLength && !key.Contains('\0', StringComparison.Ordinal), "has a bad key");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException("The commit " + otherwise + ".");
    }
}
