using Loyalty.Domain.Commits;
using Loyalty.Ledger;

namespace Loyalty.Simulation.Breaks;

/// <summary>batch-error-to-all: what one commit of a batch is refused for, all are told.</summary>
internal sealed class BlamingStore(ILedgerStore inner) : StoreWrapper(inner)
{
    public override async Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var inspections = await base.InspectAsync(batch, cancellationToken);
        var faulty = inspections.FirstOrDefault(inspection => inspection.PriorOutcome is not null);
        return faulty is null
            ? inspections
            : [.. inspections.Select(inspection => inspection with { PriorOutcome = faulty.PriorOutcome })];
    }
}
