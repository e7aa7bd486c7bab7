using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Checks;

namespace Loyalty.Simulation.Nodes;

/// <summary>A store as its writer has it: watched for how long the writer leaves it alone.</summary>
internal sealed class WatchedStore(ILedgerStore inner, IdleWatch watch) : StoreWrapper(inner)
{
    public override Task<WriteResult> WriteAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        watch.Call(() => base.WriteAsync(batch, cancellationToken));

    public override Task<IReadOnlyList<Inspection>> InspectAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken) =>
        watch.Call(() => base.InspectAsync(batch, cancellationToken));
}
