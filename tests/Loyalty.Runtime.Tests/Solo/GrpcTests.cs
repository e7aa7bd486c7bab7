using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
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
        var calls = await RawCall.RaceAsync(server.Address, fifty, calls: 500, milliseconds: 40);
        Assert.InRange(calls.Count, 100, 500);
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

    /// <summary>
    /// The bug: a server that stopped ended an open stream and then its connection. The client, which hadn't ended its
    /// own half, took the lost connection for the call's end, unless it had read the status before it noticed.
    /// </summary>
    [Fact]
    public async Task Status_OfAnOpenStream_OutlivesItsConnection()
    {
        using var server = new RawServer();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Contract.ContractService.ContractServiceClient(channel).Chat();
        await server.AnswerAsync();
        Assert.True(await call.ResponseStream.MoveNext());

        await server.EndAndHangUpAsync(StatusCode.DataLoss);

        await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new ContractRequest()));
        var end = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.DataLoss, end.StatusCode);
    }
}
