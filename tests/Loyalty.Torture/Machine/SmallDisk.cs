using System.Diagnostics;

namespace Loyalty.Torture.Machine;

/// <summary>A file system of a given size in memory, and a file that fills it up. Takes root.</summary>
public sealed class SmallDisk : IDisposable
{
    private const int Stripe = 1 << 20;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Null where it can't be had.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return null;
        var path = Directory.CreateTempSubdirectory("loyalty-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0777", "tmpfs", path))
            return new SmallDisk(path); // open to the user who runs PostgreSQL
        Directory.Delete(path);
        return null;
    }

    /// <summary>Fills it up but for so many bytes.</summary>
    public void Fill(long left)
    {
        using var ballast = File.Create(Ballast);
        var zeros = new byte[Stripe];
        for (var rest = FreeBytes - left; rest > 0; rest -= Stripe)
            ballast.Write(zeros, 0, (int)Math.Min(Stripe, rest));
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path, recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
