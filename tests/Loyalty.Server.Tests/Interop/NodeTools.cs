using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Loyalty.Server.Tests.Interop;

/// <summary>
/// The foreign clients of tests/interop, installed into .artifacts/node at first use. Where node, npm or the registry
/// is missing the test is skipped and says so.
/// </summary>
internal static class NodeTools
{
    private static readonly Lazy<Task<string?>> s_install = new(InstallAsync);

    public static string Tests { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Tests, "..", ".artifacts", "node"));

    public static string Protos { get; } = Path.GetFullPath(Path.Combine(Tests, "..", "protos"));

    public static async Task RequireAsync()
    {
        if (await s_install.Value is { } reason)
            Assert.Skip(reason);
    }

    /// <summary>Runs a program to its end, at most a minute; the output holds what it printed and complained.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory.Exists(Folder) ? Folder : Tests,
        };
        start.Environment["BUF_CACHE_DIR"] = Path.Combine(Folder, "buf-cache");
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} took more than a minute.");
        }
    }

    /// <summary>Null when all is there; otherwise why it isn't.</summary>
    private static async Task<string?> InstallAsync()
    {
        try
        {
            await RunAsync("node", "--version");
            var wanted = await File.ReadAllTextAsync(Path.Combine(Tests, "interop", "package.json"));
            var package = Path.Combine(Folder, "package.json");
            var done = Path.Combine(Folder, "installed.json");
            if (File.Exists(done) && await File.ReadAllTextAsync(done) == wanted)
                return null;
            Directory.CreateDirectory(Folder);
            await File.WriteAllTextAsync(package, wanted);
            var (exitCode, output) = await RunAsync("npm", "install", "--no-package-lock", "--no-audit", "--no-fund");
            if (exitCode != 0)
                return $"npm install of the foreign clients failed: {output.Trim().Split('\n')[^1]}";
            await File.WriteAllTextAsync(done, wanted);
            return null;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"node or npm isn't installed: {e.Message}";
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
