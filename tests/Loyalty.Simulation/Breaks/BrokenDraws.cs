using System.Collections.Immutable;
using Loyalty.Domain.Commits;
using Loyalty.Ledger;
using Loyalty.Simulation.Store;

namespace Loyalty.Simulation.Breaks;

/// <summary>
/// draws-before-lock: a transaction takes the units that are next when it comes, before it has locked anything, and
/// writes them with the rest.
/// </summary>
internal sealed class BooksDrawingOnArrival(Func<long> step) : Books(step)
{
    private readonly Dictionary<Commit, ImmutableArray<long>> units = new(ReferenceEqualityComparer.Instance);

    public override void Begin(IReadOnlyList<Commit> batch)
    {
        var drawn = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var commit in batch)
            units[commit] = [.. commit.Draws.Select(draw => Next(draw, drawn))];
    }

    protected override long FirstUnitOf(Commit commit, int at) => units[commit][at];

    private long Next(Draw draw, Dictionary<string, long> drawn)
    {
        var first = drawn.GetValueOrDefault(draw.Key, DrawnOf(draw.Key)) + 1;
        drawn[draw.Key] = first + draw.Quantity - 1;
        return first;
    }
}

/// <summary>draws-outside: counted rows are no part of the transaction, and keep what it took when it is rolled back.
/// </summary>
internal sealed class BooksDrawingOutside(Func<long> step) : Books(step)
{
    public override WriteResult Write(IReadOnlyList<Commit> batch, object? transaction)
    {
        var result = base.Write(batch, transaction);
        if (!result.Written)
            foreach (var draw in batch.SelectMany(commit => commit.Draws)) Keep(draw);
        return result;
    }

    private void Keep(Draw draw)
    {
        var drawn = DrawnOf(draw.Key) + draw.Quantity;
        if (drawn <= draw.Bound) Count(draw, drawn);
    }
}

/// <summary>campaign-off-by-one: one unit more than there are.</summary>
internal sealed class BooksOfOneMore(Func<long> step) : Books(step)
{
    public override long BoundOf(Draw draw) => draw.Bound + 1;
}
