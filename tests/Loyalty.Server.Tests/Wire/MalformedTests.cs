namespace Loyalty.Server.Tests.Wire;

/// <summary>
/// Whatever comes, the answer is a status other than OK and UNKNOWN that tells nothing of the inside, and the server
/// goes on.
/// </summary>
public sealed class MalformedTests(RunningServer server) : IClassFixture<RunningServer>
{
    public static TheoryData<string, byte[], string?> Bodies => new()
    {
        { "half a header", [0, 0, 0], null },
        { "a flag of 2", RawCall.Frame([], flag: 2), null },
        { "a flag of 255", RawCall.Frame([], flag: 255), null },
        { "half a message", RawCall.Frame([1, 2], length: 100), null },
        { "a length of 4 GB", RawCall.Frame([1, 2], length: uint.MaxValue), null },
        { "a length of 2 GB", RawCall.Frame([1, 2], length: int.MaxValue), null },
        { "compressed by nothing", RawCall.Frame([1, 2], flag: 1), null },
        { "compressed by identity", RawCall.Frame([1, 2], flag: 1), "identity" },
        { "compressed by what is not known", RawCall.Frame([1, 2, 3], flag: 1), "zstd" },
        { "gzip that isn't", RawCall.Frame([1, 2, 3, 4], flag: 1), "gzip" },
        { "gzip cut off", RawCall.Frame(RawCall.Gzip(new byte[1000])[..15], flag: 1), "gzip" },
        { "a message and a bit", [.. RawCall.Frame([]), 0], null },
        { "garbage for a message", RawCall.Frame([0xff, 0xff, 0xff, 0xff]), null },
        { "a field cut off", RawCall.Frame([0x0a, 50, 1]), null },
        { "a whole page", "<html>hello</html>"u8.ToArray(), null },
    };

    public static TheoryData<string, byte[]> UnaryBodies => new()
    {
        { "no message", [] },
        { "two messages", [.. RawCall.Frame([]), .. RawCall.Frame([])] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task Call_WithAMalformedBody_IsRefused(string what, byte[] body, string? encoding) =>
        AssertRefusedAsync(what, body, RawCall.Accrue, encoding);

    [Theory]
    [MemberData(nameof(UnaryBodies))]
    public Task Call_WithAnotherNumberOfMessagesThanOne_IsRefused(string what, byte[] body) =>
        AssertRefusedAsync(what, body, RawCall.Accrue, encoding: null);

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task Stream_WithAMalformedBody_IsRefused(string what, byte[] body, string? encoding) =>
        AssertRefusedAsync(what, [.. RawCall.Frame([]), .. body], RawCall.Upload, encoding);

    private async Task AssertRefusedAsync(string what, byte[] body, string path, string? encoding)
    {
        var call = await RawCall.SendAsync(
            server.GrpcUri, body, path, headers: encoding is null ? [] : [("grpc-encoding", encoding)]);

        Assert.True(call.GrpcStatus is not (null or "0" or "2"), $"{what}: {call.GrpcStatus}, {call.GrpcMessage}");
        Assert.DoesNotContain(" at ", call.GrpcMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", call.GrpcMessage, StringComparison.Ordinal);
        await server.IssueAsync();
    }
}
