namespace Loyalty.Domain;

/// <summary>
/// Builds unique keys and the keys of slots and counters: readable parts joined by '/', never ambiguous.
/// </summary>
public static class Key
{
    public static string Of(string kind, params ReadOnlySpan<string> parts)
    {
        var escaped = new string[parts.Length];
        for (var i = 0; i < parts.Length; i++) escaped[i] = Escape(parts[i]);
        return $"{kind}/{string.Join('/', escaped)}";
    }

    /// <summary>Escapes the separators, so that two different lists of parts never make one key.</summary>
    public static string Escape(string part) =>
        part.AsSpan().ContainsAny("%/:")
            ? part.Replace("%", "%25", StringComparison.Ordinal)
                .Replace("/", "%2F", StringComparison.Ordinal)
                .Replace(":", "%3A", StringComparison.Ordinal)
            : part;

    /// <summary>A part as it was before <see cref="Escape"/>.</summary>
    public static string Unescape(string part) => part
        .Replace("%3A", ":", StringComparison.Ordinal)
        .Replace("%2F", "/", StringComparison.Ordinal)
        .Replace("%25", "%", StringComparison.Ordinal);
}
