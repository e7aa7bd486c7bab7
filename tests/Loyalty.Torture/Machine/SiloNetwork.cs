using System.Diagnostics;
using System.Globalization;
using System.Net;
using Loyalty.Testing.Processes;

namespace Loyalty.Torture.Machine;

/// <summary>
/// A network namespace for each silo, all joined by a bridge on which this process has an address too. The way from one
/// silo to another is cut by giving the first a wrong hardware address for the second: what it sends is lost without a
/// word, connections stay open, and TCP sends all of it again when the way is healed. It takes root and iproute2.
/// </summary>
public sealed class SiloNetwork : IAsyncDisposable
{
    private const string Nowhere = "02:00:00:00:00:00";
    private const int FirstHost = 2;
    private readonly string name;
    private readonly string prefix;
    private readonly int silos;

    private SiloNetwork(int silos)
    {
        this.silos = silos;
        var number = Ports.Free(); // others on this machine make networks, too
        name = "lt" + Text(number);
        prefix = string.Create(CultureInfo.InvariantCulture, $"10.{64 + number / 250}.{number % 250}.");
    }

    /// <summary>Why there can be none here; null if there can.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess ? "network namespaces take root, on Linux"
        : Ip is null ? "network namespaces take iproute2's ip"
        : null;

    /// <summary>The address at which the silos reach this process.</summary>
    public IPAddress Gateway => IPAddress.Parse(prefix + "1");

    private static string? Ip { get; } =
        new[] { "/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip" }.FirstOrDefault(File.Exists);

    /// <summary>Makes the namespaces; null if this machine refuses.</summary>
    public static async Task<SiloNetwork?> TryMakeAsync(int silos)
    {
        if (Missing is not null) return null;
        var network = new SiloNetwork(silos);
        if (await network.MakeAsync()) return network;
        await network.DisposeAsync();
        return null;
    }

    public ServerPlace Place(int silo) => new(
        IPAddress.Parse(prefix + Text(FirstHost + silo)), [Ip!, "netns", "exec", Namespace(silo)],
        () => NetworkNamespace.Open("/run/netns/" + Namespace(silo)));

    /// <summary>Loses all that a silo sends to another.</summary>
    public Task CutAsync(int from, int to) => PointAsync(from, to, Nowhere);

    /// <summary>Lets all that a silo sends to another arrive again.</summary>
    public Task HealAsync(int from, int to) => PointAsync(from, to, HardwareAddress(to));

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Enumerable.Range(0, silos)) await RunAsync("netns", "del", Namespace(silo));
        await RunAsync("link", "del", name);
    }

    private async Task<bool> MakeAsync()
    {
        var done = await RunAsync("link", "add", name, "type", "bridge")
            && await RunAsync("addr", "add", prefix + "1/24", "dev", name)
            && await RunAsync("link", "set", name, "up");
        for (var silo = 0; done && silo < silos; silo++) done = await MakeAsync(silo);
        return done;
    }

    /// <summary>Makes a silo's namespace, its end of the wire, and the bridge's.</summary>
    private async Task<bool> MakeAsync(int silo)
    {
        var (space, wire) = (Namespace(silo), name + "v" + Text(silo));
        return await RunAsync("netns", "add", space)
            && await RunAsync(
                "link", "add", wire, "type", "veth", "peer", "name", "eth0", "address", HardwareAddress(silo),
                "netns", space)
            && await RunAsync("link", "set", wire, "master", name, "up")
            && await RunAsync("-n", space, "link", "set", "lo", "up")
            && await RunAsync("-n", space, "addr", "add", prefix + Text(FirstHost + silo) + "/24", "dev", "eth0")
            && await RunAsync("-n", space, "link", "set", "eth0", "up");
    }

    private async Task PointAsync(int from, int to, string address)
    {
        var done = await RunAsync(
            "-n", Namespace(from), "neigh", "replace", prefix + Text(FirstHost + to), "lladdr", address, "dev", "eth0",
            "nud", "permanent");
        if (!done) throw new InvalidOperationException($"The way from silo {from} to {to} can't be changed.");
    }

    private string Namespace(int silo) => name + "-" + Text(silo);

    private static string HardwareAddress(int silo) =>
        "02:00:00:00:01:" + silo.ToString("x2", CultureInfo.InvariantCulture);

    private static async Task<bool> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Ip!, arguments)
        {
            RedirectStandardError = true, // what can't be undone since it was never done
            UseShellExecute = false,
        })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
