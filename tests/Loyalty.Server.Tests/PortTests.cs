using System.Net;
using System.Net.Sockets;
using Loyalty.Server.Hosting;
using Loyalty.Testing.Processes;

namespace Loyalty.Server.Tests;

/// <summary>Ports that somebody else has.</summary>
public sealed class PortTests : IAsyncLifetime
{
    private readonly RunningServer server = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("Loyalty:GrpcAddress")]
    [InlineData("Loyalty:HttpAddress")]
    [InlineData("Loyalty:Cluster:SiloAddress")]
    public async Task Start_AtAPortThatIsTaken_NamesTheSetting(string setting)
    {
        using var other = new TcpListener(IPAddress.Loopback, Ports.Free());
        other.Start();

        var e = await Assert.ThrowsAsync<StartRefusedException>(
            () => server.StartAsync($"--{setting}", $"{other.LocalEndpoint}"));

        Assert.StartsWith($"{setting} is {other.LocalEndpoint}, where", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    /// <summary>Orleans by itself would let both listen there.</summary>
    [Fact]
    public async Task Start_AtTheAddressOfASilo_IsRefusedAndTheSiloServes()
    {
        var address = $"127.0.0.1:{Ports.Free()}";
        await server.StartAsync("--Loyalty:Cluster:SiloAddress", address);
        await using var second = new RunningServer();

        var e = await Assert.ThrowsAsync<StartRefusedException>(
            () => second.StartAsync("--Loyalty:Cluster:SiloAddress", address));

        Assert.Contains("Loyalty:Data", e.Message, StringComparison.Ordinal);
        Assert.False(server.IsEnding);
        await server.IssueAsync();
        await second.StartAsync();
        await second.IssueAsync();
    }

    [Fact]
    public async Task Start_AtAnAddressOfAnotherMachine_NamesTheSetting()
    {
        var e = await Assert.ThrowsAsync<StartRefusedException>(
            () => server.StartAsync("--Loyalty:GrpcAddress", "192.0.2.1:7080")); // of documentation, RFC 5737

        Assert.Contains(
            "Loyalty:GrpcAddress is 192.0.2.1:7080, which is no address", e.Message, StringComparison.Ordinal);
    }

    /// <summary>A connection that the server closed first stays behind in TIME_WAIT and holds its port.</summary>
    [Fact]
    public async Task Start_AtAPortWithConnectionsInTimeWait_Listens()
    {
        var port = Ports.Free();
        using (var before = new TcpListener(IPAddress.Loopback, port))
        {
            before.Start();
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            using var accepted = await before.AcceptTcpClientAsync();
            accepted.Close();
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]));
        }

        await server.StartAsync("--Loyalty:Cluster:SiloAddress", $"127.0.0.1:{port}");
        await server.IssueAsync();
    }
}
