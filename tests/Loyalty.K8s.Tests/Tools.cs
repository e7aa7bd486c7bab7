using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Loyalty.K8s.Tests;

/// <summary>The programs that these tests need; where one is missing, the test is skipped and says so.</summary>
internal static class Tools
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>Returns what kubectl prints. It renders and converts by itself and asks no cluster.</summary>
    public static string Kubectl(string input, params string[] arguments)
    {
        var ran = Run("kubectl", arguments, input);
        Assert.SkipWhen(ran is null, "kubectl isn't installed: the manifests can't be rendered.");
        Assert.True(ran!.Value.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: {ran.Value.Errors}");
        return ran.Value.Output;
    }

    /// <summary>
    /// A program run to its end; null if it isn't installed, exit code -1 if it took more than a minute.
    /// </summary>
    public static (int ExitCode, string Output, string Errors)? Run(
        string program, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            if (process.WaitForExit(s_limit))
                return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
            process.Kill(entireProcessTree: true);
            return (-1, "", $"{program} took more than {s_limit}.");
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
