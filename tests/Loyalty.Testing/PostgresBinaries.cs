using System.Diagnostics;
using System.Globalization;

namespace Loyalty.Testing;

/// <summary>The PostgreSQL of this machine: where its programs are, and how to run them as who may.</summary>
internal static class PostgresBinaries
{
    private const string Unheard = "/dev/null";
    private static readonly SemaphoreSlim Gate = new(1);
    private static string? template;

    /// <summary>The folder of postgres, initdb and pg_ctl; the newest; null if there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>A new data folder, in a folder of its own; initdb runs once per run.</summary>
    public static async Task<string> CopyTemplateAsync(string? under = null)
    {
        await Gate.WaitAsync();
        try
        {
            template ??= await InitializeAsync();
        }
        finally
        {
            Gate.Release();
        }

        var folder = Path.Combine(NewFolder(under), "data");
        using var copy = StartAsOwner("cp", ["-a", template, folder]);
        await EndAsync(copy);
        return folder;
    }

    /// <summary>Starts one of PostgreSQL's programs.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="log">The file behind whose end goes what it says; without, nobody hears it.</param>
    public static Process Start(string program, string[] arguments, string log = Unheard) =>
        StartAsOwner(Path.Combine(Folder!, program), arguments, log);

    private static async Task<string> InitializeAsync()
    {
        var folder = Path.Combine(NewFolder(), "template");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(folder)!, true);
        using var initdb = Start(
            "initdb", ["-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]);
        await EndAsync(initdb);
        return folder;
    }

    private static async Task EndAsync(Process process)
    {
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}.");
    }

    /// <summary>
    /// PostgreSQL refuses to run as root; then the user postgres runs it. Shell and setpriv give it their place, so
    /// that the process that is answered is its own.
    /// </summary>
    private static Process StartAsOwner(string program, string[] arguments, string log = Unheard)
    {
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments]
            : [program, .. arguments];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >> \"$0\" 2>&1", log, .. command])
        {
            WorkingDirectory = "/tmp",
        };
        return Process.Start(start)!;
    }

    private static string NewFolder(string? under = null)
    {
        var folder = under is null
            ? Directory.CreateTempSubdirectory("loyalty-postgres-").FullName
            : Directory.CreateDirectory(Path.Combine(under, "postgres")).FullName;
        if (!Environment.IsPrivilegedProcess) return folder;
        using var chown = Process.Start("chown", ["postgres", folder]);
        chown.WaitForExit();
        return folder;
    }

    private static string? Find()
    {
        const string versions = "/usr/lib/postgresql";
        var installed = Directory.Exists(versions)
            ? Directory.GetDirectories(versions)
                .OrderByDescending(VersionOf)
                .Select(path => Path.Combine(path, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return installed.Concat(path).FirstOrDefault(folder =>
            File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int VersionOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
