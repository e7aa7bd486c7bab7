using Loyalty.Domain;
using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// What is true across cards: both sides of a transfer came into the ledger at once or neither did, each what the other
/// says, between cards that were one member's; and a member has one card of a type that he can use.
/// </summary>
internal sealed class MemberCheck(LedgerState state, Violations violations)
{
    public void Run()
    {
        foreach (var row in state.Entries)
            if (row.Entry.Kind is EntryKind.TransferOut or EntryKind.TransferIn) CheckSide(row);

        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cardId in state.CardIds)
        {
            if (state.Load(cardId)!.Life.SlotKey is { } key && !held.Add(key))
                violations.Add("I6", $"{cardId} is the second card with {key}");
        }
    }

    private void CheckSide(PostedEntry side)
    {
        var entry = side.Entry;
        var other = entry.Counterpart is { } named ? Find(named) : null;
        if (other is not { } there || there.Entry.Counterpart != new EntryReference(entry.CardId, entry.Seq))
            Add(entry, "has no other side");
        else if (there.Step != side.Step || there.Entry.Kind == entry.Kind || there.Entry.Points != -entry.Points)
            Add(entry, $"has another other side: {there.Entry.Kind} of {there.Entry.Points} points");
        else if (side.State.Life.MemberId is null || side.State.Life.MemberId != there.State.Life.MemberId)
            Add(entry, "is between cards that aren't one member's");
    }

    private PostedEntry? Find(EntryReference named)
    {
        foreach (var row in state.EntriesOf(named.CardId))
            if (row.Entry.Seq == named.Seq) return row;
        return null;
    }

    private void Add(LedgerEntry entry, string what) => violations.Add(
        "I1", $"{entry.Kind} {entry.CardId}/{entry.Seq} of {entry.Points} points {what}");
}
