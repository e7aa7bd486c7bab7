using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Runtime.Tests.Contract;
using Loyalty.Server.Hosting;

namespace Loyalty.Runtime.Tests;

public sealed class LimitTests
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(3, true)]
    [InlineData(5, false)]
    public async Task Default_Is4Megabytes(int megabytes, bool passes)
    {
        await using var server = await ContractServer.StartAsync();
        var payload = ByteString.CopyFrom(new byte[megabytes * Megabyte]);
        var sending = server.Client.UnaryAsync(new ContractRequest { Payload = payload }).ResponseAsync;
        if (passes)
            Assert.Equal(payload, (await sending).Payload);
        else
            await ThrowsExhaustedAsync(() => sending);
        Assert.Equal("on", (await server.Client.UnaryAsync(new ContractRequest { Text = "on" })).Text);
    }

    [Fact]
    public async Task Raised_FiveMegabytesPass()
    {
        await using var server = await ContractServer.StartAsync(o => o.MaxReceiveMessageSize = 6 * Megabyte);
        using var channel = GrpcChannel.ForAddress(
            server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = 6 * Megabyte });
        var payload = ByteString.CopyFrom(Enumerable.Range(0, 5 * Megabyte).Select(i => (byte)(i % 251)).ToArray());
        var client = new Contract.ContractService.ContractServiceClient(channel);
        Assert.Equal(payload, (await client.UnaryAsync(new ContractRequest { Payload = payload })).Payload);
    }

    [Fact]
    public async Task Server_LimitsWhatItReceives()
    {
        await using var server = await ContractServer.StartAsync(options => options.MaxReceiveMessageSize = 1000);
        await ThrowsExhaustedAsync(async () => await server.Client.UnaryAsync(Payload(1000)));
        Assert.NotNull(await server.Client.UnaryAsync(Payload(900)));
        using var call = server.Client.Collect();
        await call.RequestStream.WriteAsync(Payload(900));
        await call.RequestStream.WriteAsync(Payload(1000));
        await ThrowsExhaustedAsync(async () => await call);
    }

    [Fact]
    public async Task Server_RefusesByTheAnnouncedLength_BeforeTheBytes()
    {
        await using var server = await ContractServer.StartAsync(options => options.MaxReceiveMessageSize = 1000);
        var call = await RawCall.SendAsync(server.Address, RawCall.Frame([1], length: 2_000_000));
        Assert.Equal("8", call.GrpcStatus);
    }

    [Fact]
    public async Task Server_LimitsWhatItSends()
    {
        await using var server = await ContractServer.StartAsync(options => options.MaxSendMessageSize = 1000);
        await ThrowsExhaustedAsync(
            async () => await server.Client.UnaryAsync(new ContractRequest { Act = "inflate", Count = 1000 }));
        Assert.NotNull(await server.Client.UnaryAsync(new ContractRequest { Act = "inflate", Count = 900 }));
    }

    [Fact]
    public async Task Client_LimitsWhatItSendsAndReceives()
    {
        await using var server = await ContractServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(
            server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = 1000, MaxSendMessageSize = 2000 });
        var client = new Contract.ContractService.ContractServiceClient(channel);
        await ThrowsExhaustedAsync(async () => await client.UnaryAsync(Payload(2000)));
        await ThrowsExhaustedAsync(async () => await client.UnaryAsync(Payload(1500)));
        Assert.NotNull(await client.UnaryAsync(Payload(900)));
    }

    /// <summary>
    /// 40 MB of zeros are 40 KB of gzip. The real server alone would let them in: BoundedGzip holds the limit.
    /// </summary>
    [Theory]
    [InlineData("Unary")]
    [InlineData("Collect")]
    public async Task Server_LimitsTheDecompressedSize(string method)
    {
        await using var server = await ContractServer.StartAsync(options =>
        {
            options.MaxReceiveMessageSize = Megabyte;
            options.CompressionProviders = [new BoundedGzip(Megabyte)];
        });
        var bomb = CompressionTests.GzipOf(Payload(40 * Megabyte).ToByteArray());
        Assert.InRange(bomb.Length, 0, Megabyte / 2);
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame(bomb, flag: 1), method, headers: ("grpc-encoding", "gzip"));
        Assert.Equal("8", call.GrpcStatus);
        var small = await server.Client.UnaryAsync(
            Payload(Megabyte / 2), new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        Assert.Equal(Megabyte / 2, small.Payload.Length);
    }

    /// <summary>
    /// .NET takes what came so far for the whole, and nothing but a head for nothing, which is a message too.
    /// </summary>
    [Fact]
    public async Task Server_RefusesGzipThatWasCutOff()
    {
        await using var server = await ContractServer.StartAsync(
            options => options.CompressionProviders = [new BoundedGzip(Megabyte)]);
        var gzip = CompressionTests.GzipOf(Payload(20).ToByteArray());
        for (var length = 1; length < gzip.Length; length++)
        {
            var call = await RawCall.SendAsync(
                server.Address, RawCall.Frame(gzip[..length], flag: 1), headers: ("grpc-encoding", "gzip"));
            Assert.NotEqual("0", call.GrpcStatus);
        }
    }

    [Fact]
    public async Task Client_LimitsTheDecompressedSize()
    {
        await using var server = await ContractServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = Megabyte,
            CompressionProviders = [new BoundedGzip(Megabyte)],
        });
        var client = new Contract.ContractService.ContractServiceClient(channel);
        await ThrowsExhaustedAsync(
            async () => await client.UnaryAsync(new ContractRequest { Act = "inflate", Count = 20 * Megabyte }));
    }

    private static ContractRequest Payload(int bytes) => new() { Payload = ByteString.CopyFrom(new byte[bytes]) };

    private static async Task ThrowsExhaustedAsync(Func<Task> act)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(act);
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }
}
