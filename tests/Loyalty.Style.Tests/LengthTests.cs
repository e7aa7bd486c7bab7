using System.Text.RegularExpressions;

namespace Loyalty.Style.Tests;

public sealed partial class LengthTests(ITestOutputHelper output)
{
    private const int MaxFileLines = 400;
    private const int MaxMethodLines = 60;
    private const int MaxColumns = 120;

    [Fact]
    public void File_OfCode_HasAtMost400Lines()
    {
        var lengths = Repository.Named(".cs", ".sql")
            .Select(file => (file, Repository.Lines(file).Length)).OrderBy(pair => pair.Length).ToArray();
        var shipped = lengths.Where(pair => pair.file.StartsWith("src/", StringComparison.Ordinal)).ToArray();
        output.WriteLine($"Median of {shipped.Length} files in src: {shipped[shipped.Length / 2].Length} lines.");
        output.WriteLine($"Median of all {lengths.Length} files: {lengths[lengths.Length / 2].Length} lines.");
        Faults.None(lengths.Where(pair => pair.Length > MaxFileLines).Select(pair => $"{pair.file}: {pair.Length}"));
    }

    [Fact]
    public void Line_OfCode_HasAtMost120Columns() => Faults.None(
        from file in Repository.Named(".cs", ".proto", ".sh", ".sql").Append(".ci/run")
        from line in Repository.Lines(file).Index()
        where line.Item.Length > MaxColumns
        select $"{file}:{line.Index + 1}: {line.Item.Length} columns");

    [Fact]
    public void Method_OfCode_HasAtMost60Lines() => Faults.None(
        from file in Repository.Named(".cs")
        from method in Methods(Repository.Lines(file))
        where method.Length > MaxMethodLines
        select $"{file}:{method.Line}: {method.Length} lines");

    [Fact]
    public void Methods_OfASample_AreMeasuredAndTypesAreNot() => Assert.Equal(
        [(5, 2), (10, 0)],
        Methods(
        [
            "public sealed class X(int a)",
            "{",
            "    public void M(",
            "        int c)",
            "    {",
            "        if (c > 0) { }",
            "        b.Clear();",
            "    }",
            "    public void N()",
            "    {",
            "    }",
            "",
            "    private sealed record R(int D)",
            "    {",
            "        public int E = 1;",
            "    }",
            "}",
        ]));

    /// <summary>
    /// Blocks of members as the code here is laid out: a brace alone on its line, the closing one under it. Bodies of
    /// types are none; initializers end with more than a brace. Line is that of the opening brace.
    /// </summary>
    private static IEnumerable<(int Line, int Length)> Methods(string[] lines)
    {
        for (var open = 1; open < lines.Length; open++)
        {
            if (lines[open] is not ("    {" or "        {") || IsType(lines, open)) continue;
            var end = lines[open].Replace('{', '}');
            var close = Array.FindIndex(lines, open, line => line.StartsWith(end, StringComparison.Ordinal));
            if (close > 0 && lines[close] == end) yield return (open + 1, close - open - 1);
        }
    }

    private static bool IsType(string[] lines, int open)
    {
        for (var i = open - 1; i >= 0 && lines[i].Trim() is not ("" or "{" or "}"); i--)
            if (TypeDeclaration().IsMatch(lines[i])) return true;
        return false;
    }

    [GeneratedRegex(
        @"^\s*((public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref)\s+)*"
        + @"(class|struct|record|interface|enum)\s",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TypeDeclaration();
}
