using System.Text.RegularExpressions;

namespace Loyalty.WireFuzz.Checks;

/// <summary>Finds what tells of the server's inside: stack traces, types of exceptions, namespaces, files.</summary>
public static partial class Leaks
{
    /// <summary>Returns the leak; null if none.</summary>
    public static string? Find(string text)
    {
        var match = Inside().Match(text);
        return match.Success ? match.Value : null;
    }

    [GeneratedRegex(
        @"\w+Exception\b|Exception was thrown|\bat \w+(\.\w+)+\(|\.cs\b"
        + @"|\b(System|Microsoft|Grpc|Google|Orleans|Npgsql)\.[A-Z]\w+"
        + @"|\bLoyalty\.[A-Z]\w+\.|SQLite Error|\bPostgres|(?<![\w%])/(home|usr|tmp|var|etc|opt|app)/\w|\b[A-Z]:\\",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Inside();
}
