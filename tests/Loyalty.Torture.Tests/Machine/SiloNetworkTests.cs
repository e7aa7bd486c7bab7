using System.Net;
using System.Net.Sockets;
using Loyalty.Torture.Machine;

namespace Loyalty.Torture.Tests.Machine;

public sealed class SiloNetworkTests
{
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task Way_Cut_IsSilentUntilItHeals()
    {
        await using var network = await SiloNetwork.TryMakeAsync(2);
        if (network is null) Assert.Skip(SiloNetwork.Missing ?? "no namespaces or bridges here");
        var there = new IPEndPoint(network.Place(1).Address, 7_000);
        using var listener = network.Place(1).Open();
        listener.Bind(there);
        listener.Listen();
        using var near = network.Place(0).Open();
        await near.ConnectAsync(there, TestContext.Current.CancellationToken);
        using var far = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        await network.CutAsync(0, 1);
        await near.SendAsync(new byte[] { 1 });
        var arrives = far.ReceiveAsync(new byte[1]);
        Assert.NotSame(arrives, await Task.WhenAny(arrives, Task.Delay(Silent, TestContext.Current.CancellationToken)));

        await network.HealAsync(0, 1);
        Assert.Equal(1, await arrives.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }
}
