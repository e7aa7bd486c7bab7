using System.Collections.Immutable;
using Loyalty.Domain.Commits;

namespace Loyalty.Domain.Cards;

/// <summary>
/// The exclusive slots: for each member and type, one usable card; for each day, its open guest cards.
/// </summary>
public static class ExclusiveSlots
{
    /// <summary>Lists the slots that a card gets and gives up by coming from one state to another.</summary>
    public static ImmutableArray<SlotChange> Between(CardState before, CardState after)
    {
        var (had, has) = (before.SlotKey, after.SlotKey);
        if (had == has) return [];
        var slots = ImmutableArray.CreateBuilder<SlotChange>(2);
        if (had is not null) slots.Add(new SlotChange(had, after.CardId, SlotAction.Release));
        if (has is not null) slots.Add(new SlotChange(has, after.CardId, SlotAction.Take));
        return slots.DrainToImmutable();
    }

    /// <summary>The key of an open guest card; keys of earlier days come first.</summary>
    public static string GuestKey(DateOnly issueDate, CardId cardId) => $"{GuestsBefore(issueDate)}/{cardId.Value:N}";

    /// <summary>
    /// Returns the first key after those of the guests of all earlier days, and before those of this day and later.
    /// </summary>
    public static string GuestsBefore(DateOnly date) => $"{FirstGuest}{date:O}";

    /// <summary>A key before every guest's.</summary>
    public const string FirstGuest = "guest/";

    /// <summary>Whether a key that a commit was refused for is one of these.</summary>
    internal static bool IsMemberSlot(string key) => key.StartsWith("holder/", StringComparison.Ordinal);
}
