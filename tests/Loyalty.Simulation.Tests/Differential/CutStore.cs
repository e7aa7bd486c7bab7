using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Breaks;
using Loyalty.Simulation.Kernel;

namespace Loyalty.Simulation.Tests.Differential;

/// <summary>A store whose connection breaks at commit: before it, after it, or not, as the dice say.</summary>
internal sealed class CutStore(ILedgerStore inner, Dice dice) : StoreWrapper(inner)
{
    public override async Task<WriteResult> WriteAsync(
        IReadOnlyList<Commit> batch, CancellationToken cancellationToken)
    {
        var fate = dice.Below(4);
        if (fate == 0) throw new StoreException(StoreFailure.Unknown, "cut before the commit");
        var result = await base.WriteAsync(batch, cancellationToken);
        return fate == 1 ? throw new StoreException(StoreFailure.Unknown, "cut after the commit") : result;
    }
}
