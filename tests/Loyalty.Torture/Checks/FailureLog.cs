namespace Loyalty.Torture.Checks;

/// <summary>
/// The failures that a server's log tells of and nobody foresaw, each told once: errors of the engine's own, and in the
/// Solo edition of what it stands on as well. Orleans calls an error what a cluster under torture can't be without.
/// </summary>
/// <param name="path">The log, which may go on growing, and hold what was told of before.</param>
/// <param name="isCluster">Whether the server is a silo of a cluster.</param>
public sealed class FailureLog(string path, bool isCluster)
{
    private const int MaxLines = 60; // below the database driver's own says who asked
    private static readonly string[] s_errors = ["fail: ", "crit: "];
    private static readonly string[] s_ends = ["Unhandled exception", "Process terminated", "Stack overflow"];
    private int seen = CountLines(path);

    /// <summary>What has come since the last time.</summary>
    public IReadOnlyList<string> TakeNew()
    {
        var found = new List<string>();
        var lines = File.Exists(path) ? File.ReadLines(path).Skip(seen).ToArray() : [];
        for (var i = 0; i < lines.Length; i++)
        {
            if (!IsFailure(lines[i])) continue;
            var more = lines.Skip(i + 1).TakeWhile(line => line.StartsWith(' ')).Take(MaxLines);
            found.Add(string.Join('\n', more.Prepend(lines[i])));
        }

        seen += lines.Length;
        return found;
    }

    private bool IsFailure(string line) =>
        s_ends.Any(end => line.StartsWith(end, StringComparison.Ordinal))
        || s_errors.Any(error => line.StartsWith(isCluster ? error + "Loyalty." : error, StringComparison.Ordinal));

    private static int CountLines(string path) => File.Exists(path) ? File.ReadLines(path).Count() : 0;
}
