using Loyalty.Testing.Processes;

namespace Loyalty.Torture.Tests;

public sealed class ServerProcessTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("loyalty-torture-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Server_KilledStartedAndStopped_EndsWithItsWorkDone()
    {
        await using var server = new ServerProcess(Path.Combine(folder, "server.log"), "--Loyalty:Data", folder);
        await server.StartAsync();
        await server.KillAsync();
        Assert.False(server.IsRunning);

        await server.StartAsync();
        Assert.True(await server.IsReadyAsync());
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Server_Suspended_IsSilentUntilItGoesOn()
    {
        await using var server = new ServerProcess(Path.Combine(folder, "server.log"), "--Loyalty:Data", folder);
        await server.StartAsync();
        server.Suspend();
        Assert.False(await server.IsReadyAsync());

        server.Resume();
        Assert.True(await server.IsReadyWithinAsync(TimeSpan.FromSeconds(10)));
    }
}
