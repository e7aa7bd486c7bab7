using System.Text.RegularExpressions;

namespace Loyalty.Torture.Wire.Checks;

/// <summary>What the server wrote into its log, held against what it should.</summary>
/// <param name="Lines">How many lines.</param>
/// <param name="Faults">Errors, ends of the process, and card numbers; at most 20.</param>
public sealed partial record ServerLog(int Lines, IReadOnlyList<string> Faults)
{
    private const int MaxFaults = 20;

    public static ServerLog Read(string path) => Read(File.ReadLines(path));

    public static ServerLog Read(IEnumerable<string> lines)
    {
        var count = 0;
        var faults = new List<string>();
        var follows = false; // the line after an error's says what it is
        foreach (var line in lines)
        {
            count++;
            var isFault = Error().IsMatch(line) || CardNumber().IsMatch(line);
            if ((isFault || follows) && faults.Count < MaxFaults) faults.Add("log: " + line.Trim());
            follows = isFault;
        }

        return new ServerLog(count, faults);
    }

    [GeneratedRegex(
        @"^(fail|crit):|^Unhandled exception|^Process terminated|^Out of memory",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Error();

    /// <summary>The programme's prefix and what a whole number has after it, by the default settings.</summary>
    [GeneratedRegex(@"(?<!\d)9800\d{15}(?!\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CardNumber();
}
