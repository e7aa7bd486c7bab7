using Loyalty.Domain.Members;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Store;

namespace Loyalty.Simulation.Workload;

/// <summary>
/// The members that desks name: two at a time, so that their cards meet. One who was merged makes room for the next;
/// now and then a desk still names one of those.
/// </summary>
internal sealed class MemberPool(Dice dice)
{
    private readonly List<int> present = [0, 1];
    private readonly List<int> gone = [];

    public MemberId Pick() =>
        MemberTable.IdOf(gone.Count > 0 && dice.Chance(0.1) ? dice.Pick(gone) : dice.Pick(present));

    /// <summary>Learns that a member was merged.</summary>
    public void Learn(MemberId merged)
    {
        var at = present.FindIndex(number => MemberTable.IdOf(number) == merged);
        if (at < 0) return;
        gone.Add(present[at]);
        present[at] = (gone.Count + 1) % MemberTable.Count;
    }
}
