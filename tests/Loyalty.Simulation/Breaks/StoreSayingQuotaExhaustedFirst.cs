using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Faults;

namespace Loyalty.Simulation.Breaks;

/// <summary>exhausted-before-locked: who finds no unit left is told so, also while somebody else has its card locked.
/// </summary>
internal sealed class StoreSayingQuotaExhaustedFirst(ILedgerStore inner, Tally tally) : StoreWrapper(inner)
{
    public override async Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var inspections = await base.InspectAsync(batch, cancellationToken);
        return [.. batch.Zip(inspections, ConflictResolver)];
    }

    private Inspection ConflictResolver(Commit commit, Inspection inspection)
    {
        var isQuotaExhausted = commit.Allocations
            .Where((allocation, at) => inspection.Allocated[at] > allocation.Cap - allocation.Quantity).Any();
        if (!inspection.Locked || !isQuotaExhausted) return inspection;
        tally.Bites++;
        return inspection with { Locked = false };
    }
}
