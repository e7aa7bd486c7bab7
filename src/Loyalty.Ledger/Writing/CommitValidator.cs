using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Entries;

namespace Loyalty.Ledger.Writing;

/// <summary>Checks that a commit may share a batch with others; anything else is our own mistake.</summary>
internal static class CommitValidator
{
    /// <summary>The longest key, in UTF-16 units: an index row of PostgreSQL holds 2,700 bytes.</summary>
    public const int MaxKeyLength = 600;

    /// <exception cref="InvalidOperationException">The commit is not one.</exception>
    public static void Check(Commit commit)
    {
        Require(!commit.Cards.IsDefaultOrEmpty, "has no card");
        foreach (var steps in commit.Cards) Check(steps, commit);
        if (commit.Cards.Length > 1) CheckOthers(commit);
        if (!commit.FurtherKeys.IsEmpty) CheckFurther(commit);
        Require(commit.Answer.IdempotencyKey == commit.IdempotencyKey.Value, "answers another idempotency key");
        if (!commit.SlotChanges.IsEmpty) CheckSlots(commit);
        RequireKey(commit.IdempotencyKey.Value);
        foreach (var key in commit.UniqueKeys) RequireKey(key);
        Require(
            (commit.UniqueKeys.IsEmpty && commit.FurtherKeys.IsEmpty)
            || commit.UniqueKeysBesides().Append(commit.IdempotencyKey.Value).Distinct(StringComparer.Ordinal).Count()
                == commit.UniqueKeys.Length + commit.FurtherKeys.Length + 1,
            "uses a key twice");
        foreach (var allocation in commit.Allocations)
        {
            RequireKey(allocation.Key);
            Require(allocation.Quantity > 0 && allocation.Cap >= 0, "allocates less than one unit");
        }

        Require(
            commit.Allocations.Length < 2
            || commit.Allocations.Select(allocation => allocation.Key).Distinct(
                StringComparer.Ordinal).Count() == commit.Allocations.Length,
            "allocates twice from one counter");
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
                entry.IdempotencyKey.Length == 0 || entry.IdempotencyKey == commit.IdempotencyKey.Value
                || IsFurther(entry.IdempotencyKey, commit),
                "has a foreign idempotency key");
        }
    }

    private static bool IsFurther(string key, Commit commit)
    {
        foreach (var further in commit.FurtherKeys)
            if (further.IdempotencyKey.Value == key) return true;
        return false;
    }

    /// <summary>The request is answered by one entry alone, and that is the first card's.</summary>
    private static void CheckOthers(Commit commit)
    {
        Require(
            commit.Cards.Select(steps => steps.CardId).Distinct().Count() == commit.Cards.Length, "has a card twice");
        Require(
            commit.Cards.Skip(1).All(
                steps => steps.Entries.All(entry => entry.IdempotencyKey != commit.IdempotencyKey.Value)),
            "is answered by two cards");
    }

    /// <summary>A further idempotency key is answered by one entry alone, which it names.</summary>
    private static void CheckFurther(Commit commit)
    {
        var entries = commit.Cards.SelectMany(steps => steps.Entries).ToArray();
        foreach (var (idempotencyKey, named) in commit.FurtherKeys)
        {
            RequireKey(idempotencyKey.Value);
            var answers = entries.Where(entry => entry.IdempotencyKey == idempotencyKey.Value).ToArray();
            Require(
                answers.Length == 1 && named == new EntryReference(answers[0].CardId, answers[0].Seq),
                "has a further idempotency key that isn't answered by the one entry named");
        }
    }

    private static void CheckSlots(Commit commit)
    {
        foreach (var slot in commit.SlotChanges)
        {
            RequireKey(slot.Key);
            Require(Enum.IsDefined(slot.Change), "neither takes nor releases a slot");
            Require(commit.Cards.Any(steps => steps.CardId == slot.CardId), "has a slot of another card");
        }

        var changes = commit.SlotChanges.Select(slot => (slot.Key, slot.Change)).Distinct().Count();
        Require(changes == commit.SlotChanges.Length, "takes or releases a slot twice");
    }

    /// <summary>Whether a state is the card's after the entry, by the values that both have.</summary>
    private static bool IsOf(CardState state, LedgerEntry entry) =>
        state.CardId == entry.CardId && state.Seq == entry.Seq && state.Balance == entry.Balance
        && state.Hash.AsSpan().SequenceEqual(entry.Hash.AsSpan());

    private static void RequireKey(string key) =>
        Require(
            key.Length is > 0 and <= MaxKeyLength && !key.Contains('\0', StringComparison.Ordinal), "has a bad key");

    private static void Require(bool slots, string otherwise)
    {
        if (!slots) throw new InvalidOperationException("The commit " + otherwise + ".");
    }
}
