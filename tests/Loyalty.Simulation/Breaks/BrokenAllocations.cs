using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Store;

namespace Loyalty.Simulation.Breaks;

/// <summary>
/// allocations-before-lock: a transaction takes the units that are next when it comes, before it has locked anything,
/// and writes them with the rest.
/// </summary>
internal sealed class StateAllocatingOnArrival(Func<long> step) : LedgerState(step)
{
    private readonly Dictionary<Commit, ImmutableArray<long>> units = new(ReferenceEqualityComparer.Instance);

    public override void Begin(IReadOnlyList<Commit> batch)
    {
        var allocated = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var commit in batch)
            units[commit] = [.. commit.Allocations.Select(allocation => Next(allocation, allocated))];
    }

    protected override long FirstUnitOf(Commit commit, int at) => units[commit][at];

    private long Next(Allocation allocation, Dictionary<string, long> allocated)
    {
        var first = allocated.GetValueOrDefault(allocation.Key, AllocatedOf(allocation.Key)) + 1;
        allocated[allocation.Key] = first + allocation.Quantity - 1;
        return first;
    }
}

/// <summary>allocations-outside: counters are no part of the transaction, and keep what it took when it is rolled
/// back.
/// </summary>
internal sealed class StateAllocatingOutside(Func<long> step) : LedgerState(step)
{
    public override WriteResult Write(IReadOnlyList<Commit> batch, object? transaction)
    {
        var result = base.Write(batch, transaction);
        if (!result.Written)
            foreach (var allocation in batch.SelectMany(commit => commit.Allocations)) Keep(allocation);
        return result;
    }

    private void Keep(Allocation allocation)
    {
        var allocated = AllocatedOf(allocation.Key) + allocation.Quantity;
        if (allocated <= allocation.Cap) Count(allocation, allocated);
    }
}

/// <summary>campaign-off-by-one: one unit more than there are.</summary>
internal sealed class StateOfOneMore(Func<long> step) : LedgerState(step)
{
    public override long CapOf(Allocation allocation) => allocation.Cap + 1;
}
