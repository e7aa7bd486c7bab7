using Grpc.Core;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

public sealed class MetadataTests
{
    [Fact]
    public async Task Metadata_TextAndBytes_TravelBothWays()
    {
        await using var server = await ContractServer.StartAsync();
        byte[] bytes = [0, 1, 2, 254, 255];
        using var call = server.Client.UnaryAsync(
            new ContractRequest { Act = "metadata" },
            new Metadata { { "Ask", "who, me?" }, { "ask-bin", bytes } });
        var headers = await call.ResponseHeadersAsync;
        Assert.Equal("who, me?", headers.GetValue("echo"));
        Assert.Equal(bytes, headers.GetValueBytes("echo-bin"));
        await call;
        Assert.Equal("who, me?", call.GetTrailers().GetValue("echo-trailer"));
        Assert.Equal(bytes, call.GetTrailers().GetValueBytes("echo-trailer-bin"));
        Assert.Null(call.GetTrailers().Get("grpc-status"));
    }

    [Fact]
    public async Task RequestHeaders_HideTheProtocols()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.UnaryAsync(
            new ContractRequest { Act = "metadata" },
            new Metadata { { "ask", "x" }, { "ask-bin", [1] } },
            TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30));
        Assert.Equal("ask,ask-bin,user-agent", (await call.ResponseHeadersAsync).GetValue("seen"));
    }

    [Fact]
    public async Task ResponseHeaders_ArriveBeforeTheFirstMessage()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Chat(new Metadata { { "ask", "early" }, { "ask-bin", [1] } });
        await call.RequestStream.WriteAsync(new ContractRequest { Act = "metadata" });
        Assert.Equal("early", (await call.ResponseHeadersAsync).GetValue("echo"));
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public void Entry_KeysAreChecked()
    {
        Assert.Equal("upper", new Metadata.Entry("UPPER", "x").Key);
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("with space", "x"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("text", [1]));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("bytes-bin", "x"));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("b-bin", [1]).Value);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("a", "b"));
    }

    [Fact]
    public void Get_TheLastOfAKeyWins()
    {
        var metadata = new Metadata { { "k", "1" }, { "other", "x" }, { "k", "2" } };
        Assert.Equal("2", metadata.GetValue("K"));
        Assert.Equal(["1", "2"], metadata.GetAll("k").Select(entry => entry.Value), StringComparer.Ordinal);
        Assert.Null(metadata.Get("none"));
    }

    [Fact]
    public async Task BinaryHeader_Unpadded_IsRead()
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(
            server.Address,
            RawCall.Frame([0x1a, 8, .. "metadata"u8]),
            headers: [("ask", "x"), ("ask-bin", "AQI")]);
        Assert.Equal("0", call.GrpcStatus);
        Assert.Equal("AQI=", call.Head.GetValues("echo-bin").Single());
    }
}
