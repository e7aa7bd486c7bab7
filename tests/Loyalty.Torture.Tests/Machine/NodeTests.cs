using Loyalty.Testing.Processes;
using Loyalty.Torture.Machine;

namespace Loyalty.Torture.Tests.Machine;

public sealed class NodeTests : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-torture-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Server_EndedByNobodyOfTheRun_IsAFailureAndStartedAgain()
    {
        await using var fleet = Fleet.OnSqlite(folder, folder);
        await fleet.StartAsync(StartLimit);
        var node = fleet.Nodes[0];
        await EventuallyAsync(() => Task.FromResult(node.HasServed));
        var first = node.Server.ProcessId;
        Signals.Send(first, Signal.Kill);
        await EventuallyAsync(async () => node.Server.ProcessId != first && await node.Server.IsReadyAsync());
        Assert.StartsWith("ended by itself with 137", Assert.Single(node.TakeFailures()), StringComparison.Ordinal);
        Assert.Equal((1, 0), (node.Ends, node.Leavings));
    }

    [Fact]
    public async Task Server_KilledByTheRun_IsNone()
    {
        await using var fleet = Fleet.OnSqlite(folder, folder);
        await fleet.StartAsync(StartLimit);
        await fleet.Nodes[0].KillAsync();
        Assert.Empty(fleet.Nodes[0].TakeFailures());
        Assert.Equal(0, fleet.Nodes[0].Ends);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(StartLimit);
        while (!await condition()) await Task.Delay(50, patience.Token);
    }
}
