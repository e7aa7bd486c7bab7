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
        Require(!commit.Cards.IsDefaultOrEmpty, "has no card");
        foreach (var steps in commit.Cards) Check(steps, commit);
        if (commit.Cards.Length > 1) CheckOthers(commit);
        if (!commit.FurtherIdentities.IsEmpty) CheckFurther(commit);
        Require(commit.Answer.IdentityKey == commit.Identity.Key, "answers another identity");
        if (!commit.Holds.IsEmpty) CheckHolds(commit);
        RequireKey(commit.Identity.Key);
        foreach (var key in commit.Claims) RequireKey(key);
        Require(
            (commit.Claims.IsEmpty && commit.FurtherIdentities.IsEmpty)
            || commit.FurtherKeys().Append(commit.Identity.Key).Distinct(StringComparer.Ordinal).Count()
                == commit.Claims.Length + commit.FurtherIdentities.Length + 1,
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

    private static void Check(CardSteps steps, Commit commit)
    {
        Require(!steps.Entries.IsDefaultOrEmpty, "has no entry");
        Require(steps.States.Length == steps.Entries.Length, "has not a state for each entry");
        for (var i = 0; i < steps.Entries.Length; i++)
        {
            var entry = steps.Entries[i];
            Require(entry.CardId == steps.CardId, "has an entry of another card");
            Require(entry.Seq == steps.ExpectedSeq + 1 + i, "has a gap in its entries");
            Require(IsOf(steps.States[i], entry), "has a state that is not its entry's");
            Require(
                entry.IdentityKey.Length == 0 || entry.IdentityKey == commit.Identity.Key
                || IsFurther(entry.IdentityKey, commit),
                "has a foreign identity");
        }
    }

    private static bool IsFurther(string key, Commit commit)
    {
        foreach (var further in commit.FurtherIdentities)
            if (further.Identity.Key == key) return true;
        return false;
    }

    /// <summary>The request is answered by one entry alone, and that is the first card's.</summary>
    private static void CheckOthers(Commit commit)
    {
        Require(
            commit.Cards.Select(steps => steps.CardId).Distinct().Count() == commit.Cards.Length, "has a card twice");
        Require(
            commit.Cards.Skip(1).All(steps => steps.Entries.All(entry => entry.IdentityKey != commit.Identity.Key)),
            "is answered by two cards");
    }

    /// <summary>A further identity is answered by one entry alone, which it names.</summary>
    private static void CheckFurther(Commit commit)
    {
        var entries = commit.Cards.SelectMany(steps => steps.Entries).ToArray();
        foreach (var (identity, named) in commit.FurtherIdentities)
        {
            RequireKey(identity.Key);
            var answers = entries.Where(entry => entry.IdentityKey == identity.Key).ToArray();
            Require(
                answers.Length == 1 && named == new EntryReference(answers[0].CardId, answers[0].Seq),
                "has a further identity that isn't answered by the one entry named");
        }
    }

    private static void CheckHolds(Commit commit)
    {
        foreach (var hold in commit.Holds)
        {
            RequireKey(hold.Key);
            Require(Enum.IsDefined(hold.Change), "neither takes nor releases a holding");
            Require(commit.Cards.Any(steps => steps.CardId == hold.CardId), "has a holding of another card");
        }

        var changes = commit.Holds.Select(hold => (hold.Key, hold.Change)).Distinct().Count();
        Require(changes == commit.Holds.Length, "takes or releases a holding twice");
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
