using Google.Protobuf;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests.Solo;

/// <summary>Where our gRPC promises more than the real one: the differences that README.md names.</summary>
public sealed class GrpcTests
{
    [Fact]
    public async Task DecompressedSize_IsLimited_WithoutAnyoneAsking()
    {
        await using var server = await ContractServer.StartAsync();
        var bomb = new ContractRequest { Payload = ByteString.CopyFrom(new byte[40 * 1024 * 1024]) }.ToByteArray();
        var call = await RawCall.SendAsync(
            server.Address,
            RawCall.Frame(CompressionTests.GzipOf(bomb), flag: 1),
            headers: ("grpc-encoding", "gzip"));
        Assert.Equal("8", call.GrpcStatus);
    }

    [Fact]
    public async Task TimeoutOfANanosecond_IsOver()
    {
        await using var server = await ContractServer.StartAsync();
        byte[] wait = [0x1a, 4, .. "wait"u8];
        var call = await RawCall.SendAsync(server.Address, RawCall.Frame(wait), headers: ("grpc-timeout", "1n"));
        Assert.Equal("4", call.GrpcStatus);
    }

    /// <summary>The real server may cut a message off: its handler writes while its deadline ends the body.</summary>
    [Fact]
    public async Task RacingDeadlines_CutNoMessage()
    {
        await using var server = await ContractServer.StartAsync();
        var fifty = RawCall.Frame([0x20, 50]);
        var calls = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => RawCall.SendAsync(
            server.Address, fifty, "Expand", headers: ("grpc-timeout", $"{1 + (i % 40)}m"))));
        Assert.All(calls, call => Assert.True(RawCall.IsWholeFrames(call.Body)));
    }

    [Fact]
    public async Task BinaryMetadata_InOneLine_IsSeveralEntries()
    {
        await using var server = await ContractServer.StartAsync();
        byte[] metadata = [0x1a, 8, .. "metadata"u8];
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame(metadata), headers: [("ask", "x"), ("ask-bin", "AQ==,AgM")]);
        Assert.Equal("AgM=", call.Head.GetValues("echo-bin").Single());
    }
}
