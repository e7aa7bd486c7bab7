namespace Loyalty.Torture.Checks;

/// <summary>
/// The failures that a server's log tells of and nobody foresaw, each told once: errors of the engine's own, and of
/// what serves its calls. Orleans calls an error what a cluster under torture can't be without; how a process ended is
/// for <see cref="Endings"/> to decide on.
/// </summary>
/// <param name="path">The log, which may go on growing, and hold what was told of before.</param>
public sealed class FailureLog(string path)
{
    private const int MaxLines = 60; // below the database driver's own says who asked
    private static readonly string[] s_levels = ["fail: ", "crit: "];
    private static readonly string[] s_sources = ["Loyalty.", "Grpc.", "Microsoft.AspNetCore."];
    private static readonly string[] s_ends = ["Unhandled exception", "Process terminated", "Stack overflow"];
    private static readonly string[] s_errors =
        [.. s_levels.SelectMany(level => s_sources.Select(source => level + source))];

    private int seen = CountLines(path);

    /// <summary>Returns the errors since the last time.</summary>
    public IReadOnlyList<string> TakeNew()
    {
        var found = new List<string>();
        var lines = File.Exists(path) ? File.ReadLines(path).Skip(seen).ToArray() : [];
        for (var i = 0; i < lines.Length; i++)
            if (BeginsWithAny(lines[i], s_errors)) found.Add(Block(lines, i));
        seen += lines.Length;
        return found;
    }

    /// <summary>Returns what the process that ended last said of its end; empty if it said nothing.</summary>
    public string LastWords()
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var last = Array.FindLastIndex(lines, line => BeginsWithAny(line, s_ends));
        return last < 0 ? "" : Block(lines, last);
    }

    private static string Block(string[] lines, int first) => string.Join(
        '\n', lines.Skip(first + 1).TakeWhile(line => line.StartsWith(' ')).Take(MaxLines).Prepend(lines[first]));

    private static bool BeginsWithAny(string line, string[] beginnings) =>
        beginnings.Any(beginning => line.StartsWith(beginning, StringComparison.Ordinal));

    private static int CountLines(string path) => File.Exists(path) ? File.ReadLines(path).Count() : 0;
}
