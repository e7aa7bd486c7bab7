using System.Diagnostics;
using System.Globalization;

namespace Loyalty.Testing.Processes;

/// <summary>
/// A network of its own, with a loopback interface and nothing else, as another machine has one; ip-netns(8).
/// </summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private static int count;

    private readonly string name;

    private NetworkNamespace(string name) => this.name = name;

    /// <summary>Why there can be none here; null if there can.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() ? "network namespaces are Linux's"
        : !Environment.IsPrivilegedProcess ? "network namespaces need root"
        : !Path().Any(folder => File.Exists(System.IO.Path.Combine(folder, "ip"))) ? "no program ip (iproute2) in PATH"
        : null;

    /// <summary>For servers that run there; nobody outside reaches them.</summary>
    public ServerPlace Place => ServerPlace.Loopback with { Launcher = ["ip", "netns", "exec", name] };

    public static async Task<NetworkNamespace> CreateAsync()
    {
        var id = Interlocked.Increment(ref count);
        var made = string.Create(CultureInfo.InvariantCulture, $"loyalty-{Environment.ProcessId}-{id}");
        await RunAsync("netns", "add", made);
        await RunAsync("-n", made, "link", "set", "lo", "up");
        return new NetworkNamespace(made);
    }

    public async ValueTask DisposeAsync() => await RunAsync("netns", "del", name);

    private static async Task RunAsync(params string[] arguments)
    {
        using var ip = Process.Start("ip", arguments);
        await ip.WaitForExitAsync();
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} ended with {ip.ExitCode}.");
    }

    private static string[] Path() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);
}
