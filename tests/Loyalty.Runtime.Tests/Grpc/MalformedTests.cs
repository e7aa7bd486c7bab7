using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

/// <summary>
/// Whatever comes, the answer is a status other than OK that tells nothing of the inside, and the server goes on.
/// </summary>
public sealed class MalformedTests
{
    public static TheoryData<string, byte[], string?> Bodies => new()
    {
        { "no message", [], null },
        { "half a header", [0, 0, 0], null },
        { "a flag of 2", RawCall.Frame([], flag: 2), null },
        { "a flag of 255", RawCall.Frame([], flag: 255), null },
        { "half a message", RawCall.Frame([1, 2], length: 100), null },
        { "a length of 4 GB", RawCall.Frame([1, 2], length: uint.MaxValue), null },
        { "a length of 2 GB", RawCall.Frame([1, 2], length: int.MaxValue), null },
        { "compressed by nothing", RawCall.Frame([1, 2], flag: 1), null },
        { "compressed by identity", RawCall.Frame([1, 2], flag: 1), "identity" },
        { "gzip that isn't", RawCall.Frame([1, 2, 3, 4], flag: 1), "gzip" },
        { "gzip cut off", RawCall.Frame(CompressionTests.GzipOf(new byte[1000])[..15], flag: 1), "gzip" },
        { "two messages", [.. RawCall.Frame([]), .. RawCall.Frame([])], null },
        { "a message and a bit", [.. RawCall.Frame([]), 0], null },
        { "garbage for a message", RawCall.Frame([0xff, 0xff, 0xff, 0xff]), null },
        { "a field cut off", RawCall.Frame([0x0a, 50, 1]), null },
        { "a whole page", "<html>hello</html>"u8.ToArray(), null },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Unary_Malformed_IsRefused(string what, byte[] body, string? encoding)
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(
            server.Address, body, headers: encoding is null ? [] : [("grpc-encoding", encoding)]);
        AssertRefused(what, call);
        Assert.Equal(0, server.CallProbe.ServicesMade);
        Assert.Equal("on", (await server.Client.UnaryAsync(new ContractRequest { Text = "on" })).Text);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Stream_Malformed_IsRefused(string what, byte[] body, string? encoding)
    {
        if (what is "no message" or "two messages")
            return;
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(
            server.Address,
            [.. RawCall.Frame([]), .. body],
            "Chat",
            headers: encoding is null ? [] : [("grpc-encoding", encoding)]);
        AssertRefused(what, call);
        Assert.Equal("on", (await server.Client.UnaryAsync(new ContractRequest { Text = "on" })).Text);
    }

    /// <summary>
    /// Older versions of Google.Protobuf replace broken bytes by U+FFFD instead of refusing the message.
    /// </summary>
    [Fact]
    public async Task BrokenUtf8_IsRefusedOrReplaced()
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(server.Address, RawCall.Frame([0x0a, 3, 0x80, 0xc3, 0x28]));
        if (call.GrpcStatus == "0")
            Assert.Equal("\ufffd\ufffd(", ContractResponse.Parser.ParseFrom(call.Body[5..]).Text);
        else
            AssertRefused("broken UTF-8", call);
    }

    [Fact]
    public async Task BinaryHeader_Malformed_IsRefused()
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame([0x1a, 8, .. "metadata"u8]), headers: [("ask", "x"), ("ask-bin", "?!?")]);
        AssertRefused("a binary header", call);
    }

    private static void AssertRefused(string what, RawCall call)
    {
        Assert.True(call.GrpcStatus is not null and not "0", $"{what}: status {call.GrpcStatus}, {call.GrpcMessage}");
        Assert.DoesNotContain(" at ", call.GrpcMessage, StringComparison.Ordinal);
    }
}
