using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Faults;

namespace Loyalty.Simulation.Breaks;

/// <summary>exhausted-before-locked: who finds no unit left is told so, also while somebody else has its card locked.
/// </summary>
internal sealed class StoreSayingExhaustedFirst(ILedgerStore inner, Tally tally) : StoreWrapper(inner)
{
    public override async Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var inspections = await base.InspectAsync(batch, cancellationToken);
        return [.. batch.Zip(inspections, Judge)];
    }

    private Inspection Judge(Commit commit, Inspection inspection)
    {
        var isExhausted = commit.Draws
            .Where((draw, at) => inspection.Drawn[at] > draw.Bound - draw.Quantity).Any();
        if (!inspection.Locked || !isExhausted) return inspection;
        tally.Bites++;
        return inspection with { Locked = false };
    }
}
