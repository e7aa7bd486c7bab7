using System.Collections.Concurrent;
using Grpc.Net.Client;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task TenThousandCalls_OnOneConnection_AnswerEachItsOwn()
    {
        await using var server = await ContractServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false },
            DisposeHttpClient = true,
        });
        var client = new Contract.ContractService.ContractServiceClient(channel);
        var peers = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, 90).Select(_ => WorkAsync()));
        Assert.Equal(10_000, peers.Values.Sum());
        Assert.StartsWith("ipv4:127.0.0.1:", Assert.Single(peers).Key, StringComparison.Ordinal);

        async Task WorkAsync()
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < 10_000)
            {
                var response = await client.UnaryAsync(new ContractRequest { Text = $"{i}" });
                Assert.Equal($"{i}", response.Text);
                peers.AddOrUpdate(response.Peer, 1, static (_, n) => n + 1);
            }
        }
    }

    [Fact]
    public async Task MoreCallsThanAConnectionHolds_OpenAnother()
    {
        await using var server = await ContractServer.StartAsync();
        var held = Enumerable.Range(0, 150)
            .Select(_ => server.Client.UnaryAsync(new ContractRequest { Act = "hang" }).ResponseAsync).ToList();
        await server.CallProbe.Entered;
        Assert.Equal("on", (await server.Client.UnaryAsync(new ContractRequest { Text = "on" })).Text);
        server.CallProbe.Release();
        var peers = (await Task.WhenAll(held)).Select(response => response.Peer).Distinct(StringComparer.Ordinal);
        Assert.InRange(peers.Count(), 2, 10);
    }
}
