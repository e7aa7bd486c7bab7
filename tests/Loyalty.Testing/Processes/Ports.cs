using System.Net;
using System.Net.Sockets;

namespace Loyalty.Testing.Processes;

/// <summary>Ports of this machine that nobody listens on.</summary>
public static class Ports
{
    /// <summary>
    /// A port that is free now. Nothing keeps it free, but the system doesn't give it to outgoing connections, which on
    /// Linux begin at 32768: it likely is free yet when a server starts, or comes back after a while.
    /// </summary>
    public static int Free()
    {
        for (var attempt = 1; ; attempt++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(15_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (attempt < 100)
            {
                // Taken; another will do.
            }
        }
    }
}
