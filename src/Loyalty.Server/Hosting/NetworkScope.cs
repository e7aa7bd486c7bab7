namespace Loyalty.Server.Hosting;

/// <summary>
/// Names the network that this process shares loopback addresses and ports with. Host names don't: containers and
/// copies of a machine may have the same one.
/// </summary>
internal static class NetworkScope
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";
    private const string Namespace = "/proc/self/ns/net";

    /// <summary>
    /// The silo's name in the membership table: host name, then the kernel's boot and the network namespace. Silos of
    /// one scope have the same. Where there is no Linux it is the host name alone.
    /// </summary>
    public static string SiloName { get; } = $"{Environment.MachineName}{Read()}";

    private static string Read()
    {
        try
        {
            if (!File.Exists(BootId) || new FileInfo(Namespace).LinkTarget is not { } network) return "";
            return $" boot:[{File.ReadAllText(BootId)[..8]}] {network}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
