using System.Text.RegularExpressions;

namespace Loyalty.WireFuzz.Checks;

/// <summary>The server's log, compared with what it should hold.</summary>
/// <param name="Lines">How many lines.</param>
/// <param name="Faults">Errors, ends of the process, and card numbers; at most 20.</param>
public sealed partial record ServerLog(int Lines, IReadOnlyList<string> Faults)
{
    private const int MaxFaults = 20;

    /// <summary>
    /// Errors by Kestrel 10.0's own word that a client makes: a NUL after the last chunk of a body that a health page
    /// doesn't read; and a connection whose header block names entry 0 of the table, after which Kestrel misses one
    /// end. Both share their category with what must be seen, an endpoint that failed.
    /// </summary>
    private static readonly string[] s_kestrels =
        ["automatic draining of the request body failed", "application never completed"];

    public static ServerLog Read(string path) => Read(File.ReadLines(path));

    public static ServerLog Read(IEnumerable<string> lines)
    {
        var count = 0;
        var faults = new List<string>();
        string? follows = null; // the line after an error's says what it is
        foreach (var line in lines)
        {
            count++;
            if (follows is not null && !s_kestrels.Any(words => line.Contains(words, StringComparison.Ordinal)))
                faults.Add($"log: {follows} {line.Trim()}");
            follows = Error().IsMatch(line) ? line : null;
            if (CardNumber().IsMatch(line) || Ended().IsMatch(line)) faults.Add("log: " + line.Trim());
        }

        return new ServerLog(count, [.. faults.Take(MaxFaults)]);
    }

    [GeneratedRegex("^(fail|crit):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Error();

    [GeneratedRegex(
        "^(Unhandled exception|Process terminated|Out of memory|Stack overflow)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ended();

    /// <summary>The program's prefix and what a whole number has after it, by the default settings.</summary>
    [GeneratedRegex(@"(?<!\d)9800\d{15}(?!\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CardNumber();
}
