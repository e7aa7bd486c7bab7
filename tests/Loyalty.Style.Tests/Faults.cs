using System.Text.RegularExpressions;

namespace Loyalty.Style.Tests;

/// <summary>Collects what is wrong, file by file, and tells all of it at once.</summary>
internal static class Faults
{
    public static void None(IEnumerable<string> faults)
    {
        var found = faults.Take(50).ToArray();
        if (found.Length > 0) Assert.Fail(string.Join('\n', found));
    }

    /// <summary>Each line of the files that matches, with its place.</summary>
    public static IEnumerable<string> Matching(this IEnumerable<string> files, string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        foreach (var file in files)
        {
            var number = 0;
            foreach (var line in Repository.Lines(file))
            {
                number++;
                if (regex.IsMatch(line)) yield return $"{file}:{number}: {line.Trim()}";
            }
        }
    }
}
