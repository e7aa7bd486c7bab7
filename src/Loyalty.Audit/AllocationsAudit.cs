using Loyalty.Ledger;

namespace Loyalty.Audit;

/// <summary>Walks allocations by counter and unit.</summary>
internal sealed class AllocationsAudit(Findings findings)
{
    private AllocationRow? last;
    private Int128 top;

    public void Next(AllocationRow allocation)
    {
        if (last?.Key != allocation.Key)
        {
            End();
            top = 0;
        }

        last = allocation;
        if (allocation.Quantity == 0) return; // a counter without allocations
        if (allocation.FirstUnit != top + 1)
            Add(allocation, $"{allocation.Key}: unit {allocation.FirstUnit} follows on unit {top}");
        if (!allocation.HasEntry) Add(
            allocation, $"{allocation.Key}: unit {allocation.FirstUnit} was allocated by an entry that is not there");
        top = (Int128)allocation.FirstUnit + allocation.Quantity - 1;
    }

    /// <summary>Ends a counter.</summary>
    public void End()
    {
        if (last is null) return;
        if (top != last.Allocated) Add(last, $"{last.Key}: {last.Allocated} units are counted, {top} were allocated");
        if (last.Allocated > last.Cap) Add(last, $"{last.Key}: {last.Allocated} units are allocated of {last.Cap}");
    }

    private void Add(AllocationRow allocation, string message) => findings.Add(
        allocation.Quantity == 0 ? null : allocation.CardId, allocation.Quantity == 0
            ? null : allocation.Seq, AuditRule.Allocations, message);
}
