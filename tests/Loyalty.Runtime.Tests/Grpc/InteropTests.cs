namespace Loyalty.Runtime.Tests;

/// <summary>Foreign clients against our server.</summary>
public sealed class InteropTests
{
    private static string Proto => Path.Combine(NodeTools.Tests, "Loyalty.Runtime.Tests", "Grpc", "contract.proto");

    [Fact]
    public async Task GrpcJs_PassesEveryCheck()
    {
        await NodeTools.RequireAsync();
        await using var server = await ContractServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        var script = Path.Combine(NodeTools.Tests, "interop", "grpc-js.mjs");
        var (exitCode, output) = await NodeTools.RunAsync(
            "node", script, NodeTools.Folder, Proto, server.Address.Authority);
        Assert.True(exitCode == 0, output);
        Assert.Equal(15, output.Split('\n').Count(line => line.StartsWith("ok: ", StringComparison.Ordinal)));
        await server.CallProbe.Canceled;
    }

    [Theory]
    [InlineData("Unary", """{"text":"a"}""", """{"text":"a",""")]
    [InlineData("Collect", """{"text":"a"}{"text":"b"}""", """{"text":"a,b"}""")]
    [InlineData("Expand", """{"text":"n","count":2}""", """{"text":"n0"}{"text":"n1"}""")]
    [InlineData("Chat", """{"text":"a"}{"text":"b"}""", """{"text":"a",""")]
    public async Task BufCurl_CallsEachType(string method, string data, string answer)
    {
        var (exitCode, output) = await BufCurlAsync(method, data);
        Assert.True(exitCode == 0, output);
        Assert.StartsWith(answer, Compact(output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BufCurl_ReadsStatusAndDetails()
    {
        var (exitCode, output) = await BufCurlAsync("Unary", """{"act":"details"}""");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("\"code\":\"failed_precondition\"", Compact(output), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"google.rpc.ErrorInfo\"", Compact(output), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> BufCurlAsync(string method, string data)
    {
        await NodeTools.RequireAsync();
        await using var server = await ContractServer.StartAsync();
        return await NodeTools.RunAsync(
            Path.Combine(NodeTools.Folder, "node_modules", ".bin", "buf"),
            "curl",
            "--protocol", "grpc",
            "--http2-prior-knowledge",
            "--schema", Proto,
            "--data", data,
            new Uri(server.Address, $"/loyalty.contract.v1.ContractService/{method}").ToString());
    }

    private static string Compact(string json) => json.Replace(" ", "").Replace("\n", "");
}
