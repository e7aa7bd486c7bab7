using System.Net;
using System.Net.Sockets;
using Loyalty.Server.Settings;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Ends a start whose ports another process listens on, before anything else is touched. Kestrel would say so only
/// after the silo has joined, and Orleans 10.4.2 not at all: it binds with SO_REUSEPORT, so that two silos listen at
/// one address and the newer one ends the older.
/// </summary>
internal sealed class PortGuard(LoyaltySettings settings, IOptions<EndpointOptions> silo)
    : IHostedService, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>Right before the silo binds its own socket, which a held port would refuse.</summary>
    private const int BeforeBinding = ServiceLifecycleStage.RuntimeInitialize - 2;

    private const string SiloAddress = "Cluster:SiloAddress";

    private Socket? held;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Take(nameof(settings.GrpcAddress), settings.GrpcAddress).Dispose();
        Take(nameof(settings.HttpAddress), settings.HttpAddress).Dispose();
        held = Take(SiloAddress, new IPEndPoint(silo.Value.AdvertisedIPAddress, silo.Value.SiloPort));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(PortGuard), BeforeBinding, _ =>
        {
            LetGo();
            return Task.CompletedTask;
        });

    public void Dispose() => held?.Dispose();

    /// <summary>
    /// Ends the listening by itself: a child that is being started at this moment has the socket open, too, and the
    /// port would stay taken until it has closed it.
    /// </summary>
    private void LetGo()
    {
        try
        {
            held?.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // not every system ends listening so; closing does
        }

        Dispose();
    }

    private static Socket Take(string name, string address) => Take(name, SettingsReader.Endpoint(name, address));

    /// <summary>
    /// Listens without SO_REUSEPORT, which fails beside any other listener. Bind sets SO_REUSEADDR, so that connections
    /// that a killed process left in TIME_WAIT don't count.
    /// </summary>
    private static Socket Take(string name, IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            socket.Listen();
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new StartRefusedException(Explain(name, address, e));
        }
    }

    private static string Explain(string name, IPEndPoint address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"Loyalty:{name} is {address}, where another process listens already. A second server on this machine "
            + $"needs its own Loyalty:{nameof(settings.GrpcAddress)}, Loyalty:{nameof(settings.HttpAddress)}, "
            + $"Loyalty:{SiloAddress} and Loyalty:{nameof(settings.Data)}.",
        SocketError.AddressNotAvailable =>
            $"Loyalty:{name} is {address}, which is no address of this machine; write one that is.",
        _ => $"Loyalty:{name} is {address}, where this process can't listen: {e.Message}",
    };
}
