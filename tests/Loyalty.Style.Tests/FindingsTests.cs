namespace Loyalty.Style.Tests;

/// <summary>The form of findings/, whose scripts are not run here: they test others' software.</summary>
public sealed class FindingsTests
{
    private static readonly string[] s_said =
    [
        "\n# expect ", "\n# seen ", "\n# means ", "\n# here ", "\nset -euo pipefail\n", "$(mktemp -d)\n", "trap ",
        "exit 77", "echo \"seen as described: ",
    ];

    private static readonly string[] s_scripts = [.. Repository.Named(".sh").Where(IsFinding)];

    [Fact]
    public void Script_OfAFinding_HasTheForm() => Faults.None(
        from file in s_scripts
        let text = Repository.Read(file)
        from missing in s_said.Where(said => !text.Contains(said, StringComparison.Ordinal))
        select $"{file} has no {missing.Trim()}");

    [Fact]
    public void Script_OfAFinding_IsExecutable() => Faults.None(s_scripts
        .Where(file => !Repository.Read(file).StartsWith("#!/usr/bin/env bash\n", StringComparison.Ordinal)
            || !OperatingSystem.IsWindows()
            && !File.GetUnixFileMode(Path.Combine(Repository.Root, file)).HasFlag(UnixFileMode.UserExecute)));

    [Fact]
    public void List_OfTheFindings_NamesEachOnce() => Assert.Equal(
        s_scripts.Select(Path.GetFileName),
        Repository.Lines("findings/README.md")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]));

    private static bool IsFinding(string file) => file.StartsWith("findings/", StringComparison.Ordinal);
}
