using System.Diagnostics;
using System.Numerics;

namespace Loyalty.Bench.Load;

/// <summary>Counts latencies in buckets that are 1/32 wide: a percentile is at most 3 % too high.</summary>
internal sealed class Latencies
{
    private const int Fine = 32;
    private readonly long[] buckets = new long[64 * Fine];

    public long Count { get; private set; }

    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    public void Add(long ticks)
    {
        buckets[BucketOf(Math.Max(0, ticks))]++;
        Count++;
    }

    public void Add(Latencies other)
    {
        for (var i = 0; i < buckets.Length; i++) buckets[i] += other.buckets[i];
        Count += other.Count;
    }

    /// <summary>
    /// Returns the longest latency of this share (of 1) of the calls, in milliseconds; 0 if nothing was counted.
    /// </summary>
    public double Milliseconds(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < buckets.Length; i++)
        {
            left -= buckets[i];
            if (left <= 0) return Count == 0 ? 0 : EndOf(i) * 1000.0 / Stopwatch.Frequency;
        }

        return 0;
    }

    private static int BucketOf(long ticks)
    {
        if (ticks < Fine) return (int)ticks;
        var magnitude = BitOperations.Log2((ulong)ticks) - 5;
        return magnitude * Fine + (int)(ticks >> magnitude);
    }

    private static double EndOf(int bucket)
    {
        if (bucket < 2 * Fine) return bucket;
        var magnitude = bucket / Fine - 1;
        return (double)(bucket - magnitude * Fine + 1) * (1L << magnitude);
    }
}
