using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Simulation.Store;
using Loyalty.Simulation.Workload;
using Loyalty.Testing;

namespace Loyalty.Simulation.Checks;

/// <summary>
/// Checks across cards and members: both sides of a transfer came into the ledger at once or neither did, each what the
/// other says, between cards that were one member's; a member has one card of a type that can be used; and a member
/// whose merge was acknowledged is merged, and has no card that the merge could move.
/// </summary>
internal sealed class MemberCheck(World world)
{
    private readonly LedgerState state = world.Database.LedgerState;
    private readonly MemberTable members = world.Database.Members;
    private readonly Violations violations = world.Violations;

    public void Run()
    {
        foreach (var row in state.Entries)
            if (row.Entry.Kind is EntryKind.TransferOut or EntryKind.TransferIn) CheckSide(row);

        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cardId in state.CardIds)
        {
            if (state.Load(cardId)!.Life.SlotKey is { } key && !held.Add(key))
                violations.Add(Invariant.Life, $"{cardId} is the second card with {key}");
        }

        foreach (var merge in world.Requests.Merges) CheckMerge(merge);
    }

    /// <summary>I2: the register says so. I6: no card stays, but where the rules refuse to move it.</summary>
    private void CheckMerge(Request merge)
    {
        if (members.Read(merge.Source)!.MergedInto != merge.Into)
            violations.Add(Invariant.Acknowledged, $"{merge} was acknowledged, and the member is not merged");
        if (world.Plan.BigReceipts || members.Read(merge.Into)!.MergedInto is not null) return;
        foreach (var cardId in state.CardIds)
        {
            if (state.Load(cardId)!.Life is not { SlotKey: not null, IsSuspended: false } life
                || life.MemberId != merge.Source) continue;
            var holder = state.HolderOf(CardLife.MemberSlotKey(merge.Into, life.Type));
            if (holder is { } other && state.Load(other)!.Life.IsSuspended) continue;
            violations.Add(Invariant.Life, $"{cardId} is still with a member who was merged");
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
        Invariant.Balance, $"{entry.Kind} {entry.CardId}/{entry.Seq} of {entry.Points} points {what}");
}
