using System.Text;

namespace Loyalty.WireFuzz.Inputs;

/// <summary>The level at which an input enters.</summary>
public enum WireLevel
{
    /// <summary>A call over HTTP/2 that is whole as far as HTTP/2 goes.</summary>
    Call = 1,

    /// <summary>Bytes on a connection of its own to the gRPC port.</summary>
    Connection = 2,

    /// <summary>Bytes on a connection of its own to the health port.</summary>
    Health = 3,
}

/// <summary>A header as it is sent; names and values as bytes of Latin-1.</summary>
public readonly record struct HeaderLine(string Name, string Value);

/// <summary>One input. It follows from seed, index and <see cref="World"/> alone.</summary>
/// <param name="Index">Which of the seed's inputs it is.</param>
/// <param name="Kind">Its fault, in words that the report counts by.</param>
/// <param name="Level">The level at which it enters.</param>
public sealed record WireInput(long Index, string Kind, WireLevel Level)
{
    /// <summary>The whole header block of a call, pseudo headers included.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];

    /// <summary>The body of a call, or everything that is sent on a connection of its own.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>The method that is called; null where it isn't one of ours.</summary>
    public ServiceMethod? Method { get; init; }

    /// <summary>Whether an answer of OK would be wrong: it is invalid by construction.</summary>
    public bool MustRefuse { get; init; }

    /// <summary>Whether it may end the connection that carries it, and so has one of its own.</summary>
    public bool IsRude { get; init; }

    /// <summary>Whether the server may take its default deadline to answer, because something is never sent.</summary>
    public bool IsOpenEnded { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder($"input {Index}, {Kind}");
        if (Method is not null) text.Append($", {Method.Path}");
        foreach (var header in Headers.Take(12)) text.Append($"; {header.Name}: {Short(header.Value)}");
        return text.Append($"; {Bytes.Length} bytes {Convert.ToHexString(Bytes.AsSpan(0, Math.Min(96, Bytes.Length)))}")
            .ToString();
    }

    private static string Short(string value) => value.Length <= 40 ? value : value[..40] + "…";
}
