using System.Text;

namespace Loyalty.Cli.Csv;

/// <summary>
/// Turns UTF-8 into strings, and what comes again and again (stores, categories, products) into the same string. It
/// keeps the latest text of each of its places, so that its memory is bounded.
/// </summary>
internal sealed class Texts
{
    private const int Places = 1 << 14;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly (byte[] Bytes, string Text)[] _places = new (byte[], string)[Places];

    /// <exception cref="DecoderFallbackException">The bytes are no UTF-8.</exception>
    public string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        ref var place = ref _places[Hash(bytes) & (Places - 1)];
        if (place.Bytes is null || !bytes.SequenceEqual(place.Bytes))
            place = (bytes.ToArray(), Strict.GetString(bytes));
        return place.Text;
    }

    /// <summary>FNV-1a, folded; a collision only costs a new string.</summary>
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var b in bytes) hash = unchecked((hash ^ b) * 16777619u);
        return hash ^ (hash >> 15);
    }
}
