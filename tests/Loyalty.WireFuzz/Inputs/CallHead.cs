namespace Loyalty.WireFuzz.Inputs;

/// <summary>The header block of a well-made call.</summary>
public static class CallHead
{
    public static IReadOnlyList<HeaderLine> Of(string path, params HeaderLine[] more) =>
    [
        new(":method", "POST"), new(":scheme", "http"), new(":path", path), new(":authority", "loyalty"),
        new("content-type", "application/grpc"), new("te", "trailers"), .. more,
    ];

    /// <summary>The same block with one header changed, or taken out where the value is null.</summary>
    public static IReadOnlyList<HeaderLine> With(this IReadOnlyList<HeaderLine> head, string name, string? value) =>
    [
        .. head.Where(line => line.Name != name || value is not null)
            .Select(line => line.Name == name ? new HeaderLine(name, value!) : line),
    ];
}
