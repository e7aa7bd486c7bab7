namespace Loyalty.Style.Tests;

/// <summary>The contract under buf. tests/run.sh installs it; without node these are skipped.</summary>
public sealed class ProtoTests
{
    private static readonly string s_buf = Path.Combine(Repository.Root, ".artifacts/node/node_modules/.bin/buf");

    [Fact]
    public void Contract_Lint_IsClean() => Buf("lint", "protos");

    [Fact]
    public void Contract_Format_IsBufs() =>
        Buf("format", "protos", "--diff", "--exit-code", "--path", "protos/loyalty");

    [Fact]
    public void Contract_AgainstMain_BreaksNothing()
    {
        var main = new[] { "origin/main", "main" }.FirstOrDefault(
            name => ChildProcess.Run("git", ["rev-parse", "--verify", "-q", name], Repository.Root)?.ExitCode == 0);
        Assert.SkipWhen(main is null, "There is no main branch here to compare with.");
        var archive = Path.Combine(Path.GetTempPath(), $"loyalty-protos-{Environment.ProcessId}.tar");
        try
        {
            var packed = ChildProcess.Run("git", ["archive", "-o", archive, main!, "protos"], Repository.Root);
            Assert.SkipUnless(packed?.ExitCode == 0, $"{main} has no protos to compare with.");
            var breaks = BreaksSince(main!);
            Assert.SkipWhen(breaks.Length > 0, $"The contract breaks on purpose: {string.Join("; ", breaks)}");
            Buf("breaking", "protos", "--against", $"{archive}#subdir=protos");
        }
        finally
        {
            File.Delete(archive);
        }
    }

    /// <summary>
    /// The breaks that protos/breaks.txt announces and main's doesn't: until they are in main, the contract can't be
    /// held against it, and from then on it is again.
    /// </summary>
    private static string[] BreaksSince(string main)
    {
        var there = ChildProcess.Run("git", ["show", $"{main}:protos/breaks.txt"], Repository.Root);
        var known = there is { ExitCode: 0 } file ? file.Output.Split('\n') : [];
        return [.. File.ReadLines(Path.Combine(Repository.Root, "protos/breaks.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Except(known, StringComparer.Ordinal)];
    }

    private static void Buf(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(s_buf), "buf isn't installed: tests/run.sh does so where node is.");
        var result = ChildProcess.Run(s_buf, arguments, Repository.Root);
        Assert.SkipWhen(result is null or { ExitCode: 126 or 127 }, "node, which buf needs, isn't installed.");
        Assert.True(result!.Value.ExitCode == 0, result.Value.Output);
    }
}
