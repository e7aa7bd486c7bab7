namespace Loyalty.Simulation.Kernel;

/// <summary>Everything that chance decides in a run, from its seed alone (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = unchecked((seed * 0x9E3779B97F4A7C15) ^ 0xD1B54A32D192ED03);

    public ulong Next()
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)((Next() >> 33) * (ulong)bound >> 31);

    /// <summary>A number between the two, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>A number from 0 to below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => probability > 0 && Fraction() < probability;

    /// <summary>Fills bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)Next();
    }

    public T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    /// <summary>A time between the two, both included, in whole microseconds.</summary>
    public TimeSpan Time(double leastMilliseconds, double mostMilliseconds) => TimeSpan.FromMicroseconds(
        Math.Floor(1_000 * (leastMilliseconds + (Fraction() * (mostMilliseconds - leastMilliseconds)))));

    /// <summary>Brings a list into any order.</summary>
    public void Shuffle<T>(List<T> list)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (list[i], list[other]) = (list[other], list[i]);
        }
    }

    /// <summary>Dice of their own for a part of the run, so that its rolls don't shift those of others.</summary>
    public Dice Fork() => new(Next());
}
