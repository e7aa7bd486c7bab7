using Loyalty.Testing.Processes;

namespace Loyalty.Cluster.Tests;

/// <summary>Nothing goes wrong.</summary>
[Collection(nameof(Silos))]
public sealed class HealthyTests(Silos silos, ITestOutputHelper output)
{
    /// <summary>
    /// A second activation of a card would sooner or later write with a number that is taken. Each card is called
    /// through every silo at once, its first call among them.
    /// </summary>
    [Fact]
    public async Task Card_CalledThroughEverySilo_IsActivatedOnce()
    {
        var conflicts = Silos.VersionConflicts(silos.All);
        using var load = await Workload.StartAsync(silos);
        var clients = silos.All.ConvertAll(silo => silos.Client(null, silo));
        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(
                from client in clients
                from card in load.Cards
                select client.Points.AccruePointsAsync(Sale.On(card)).ResponseAsync);
        }

        clients.ForEach(client => client.Dispose());
        await load.CheckAsync(silos);
        output.WriteLine($"{load.Answered} answers, slowest {load.Slowest}");
        Assert.Equal(conflicts, Silos.VersionConflicts(silos.All));
    }
}
