namespace Loyalty.WireFuzz.Inputs;

/// <summary>
/// The chances of one input: the same (seed, index) gives the same sequence in every process, on every machine
/// (SplitMix64).
/// </summary>
public sealed class Dice(long seed, long index)
{
    private ulong state = Mix(unchecked((ulong)seed) ^ Mix(unchecked((ulong)index + 0x9E3779B97F4A7C15)));

    public ulong Bits() => Mix(state = unchecked(state + 0x9E3779B97F4A7C15));

    /// <summary>A number of [0, bound).</summary>
    public int Below(int bound) => (int)(Bits() % (ulong)bound);

    /// <summary>A number of [low, high].</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    public bool Percent(int percent) => Below(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    public T PickFrom<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i += 8)
        {
            var bits = Bits();
            for (var j = i; j < Math.Min(i + 8, count); j++, bits >>= 8) bytes[j] = (byte)(bits & 0xff);
        }

        return bytes;
    }

    /// <summary>A UUID in its usual form.</summary>
    public string Uuid() => new Guid(Bytes(16)).ToString("D");

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
