using System.Net;
using System.Net.Sockets;

namespace Loyalty.Testing.Processes;

/// <summary>Ports of this machine that nobody listens on.</summary>
public static class Ports
{
    /// <summary>A port that is free now; nothing keeps it free.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
