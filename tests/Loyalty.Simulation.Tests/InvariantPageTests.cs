using System.Runtime.CompilerServices;
using Loyalty.Testing;

namespace Loyalty.Simulation.Tests;

/// <summary>The page of the invariants and their type say the same, and the page says of each what checks it.</summary>
public sealed class InvariantPageTests
{
    [Fact]
    public void Page_HasEachInvariantsSentence_AndWhatEnforcesIt()
    {
        var rows = File.ReadAllLines(Page())
            .Where(line => line.StartsWith("| I", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToArray();

        Assert.Equal(
            Invariant.All.Select(invariant => (invariant.Code, invariant.Sentence)),
            rows.Where(row => row.Length == 2).Select(row => (row[0], row[1])));
        var held = rows.Where(row => row.Length == 5).ToArray();
        Assert.Equal(Invariant.All.Select(invariant => invariant.Code), held.Select(row => row[0]));
        Assert.All(held, row => Assert.True(row[1].Length > 0 && row[2..].Any(cell => cell.Length > 0), row[0]));
    }

    private static string Page([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "..", "..", "..", "docs", "invariants.md"));
}
