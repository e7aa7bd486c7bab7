using System.Runtime.CompilerServices;

namespace Loyalty.Style.Tests;

/// <summary>The repository's tracked files; without git, all files that are not built or fetched.</summary>
internal static class Repository
{
    private static readonly string[] s_generated = [".git", ".artifacts", "bin", "obj", "node_modules", "data"];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>Paths relative to the root, with '/'.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. (Tracked() ?? Walked()).Where(Exists).Order()];

    /// <summary>Files by extension, the upstream protos left out: they stay as they come.</summary>
    public static IEnumerable<string> Named(params string[] extensions) => Files
        .Where(file => extensions.Contains(Path.GetExtension(file)))
        .Where(file => !file.StartsWith("protos/google/", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static bool Exists(string file) => File.Exists(Path.Combine(Root, file));

    private static string[]? Tracked()
    {
        var listed = ChildProcess.Run("git", ["ls-files", "-z"], Root);
        return listed is (0, var names) ? names.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    private static IEnumerable<string> Walked() => Directory
        .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Any(part => s_generated.Contains(part)));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
