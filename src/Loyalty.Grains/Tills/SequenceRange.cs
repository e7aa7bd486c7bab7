using System.Collections.Immutable;

namespace Loyalty.Grains.Tills;

/// <summary>Numbers of a till's queue from the first to the last, both among them.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.SequenceRange")]
public readonly record struct SequenceRange([property: Id(0)] long First, [property: Id(1)] long Last)
{
    /// <summary>The largest number that a till may give.</summary>
    public const long Largest = 1_000_000_000_000_000;

    /// <summary>The same numbers in ascending ranges, none of which touch.</summary>
    public static ImmutableArray<SequenceRange> Join(IEnumerable<SequenceRange> ranges)
    {
        var joined = ImmutableArray.CreateBuilder<SequenceRange>();
        foreach (var next in ranges.OrderBy(range => range.First))
        {
            if (joined.Count > 0 && joined[^1] is var before && next.First <= before.Last + 1)
                joined[^1] = before with { Last = Math.Max(before.Last, next.Last) };
            else
                joined.Add(next);
        }

        return joined.DrainToImmutable();
    }
}
