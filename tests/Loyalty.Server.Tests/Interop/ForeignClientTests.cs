using System.Text.Json;
using Google.Rpc;

namespace Loyalty.Server.Tests.Interop;

/// <summary>Clients that share nothing with the engine but its protos.</summary>
public sealed class ForeignClientTests(RunningServer server, ITestOutputHelper output) : IClassFixture<RunningServer>
{
    private const int Checks = 23;

    [Fact]
    public async Task GrpcJs_AsTillDeskAndBackOffice_PassesEveryCheck()
    {
        await NodeTools.RequireAsync();

        var (exitCode, printed) = await NodeTools.RunAsync(
            "node", Path.Combine(NodeTools.Tests, "interop", "engine.mjs"), NodeTools.Folder, NodeTools.Protos,
            server.GrpcUri.Authority, server.Time.Now.ToString("yyyy-MM-dd", null));

        output.WriteLine(printed);
        Assert.True(exitCode == 0, printed);
        Assert.Equal(Checks, printed.Split('\n').Count(line => line.StartsWith("ok: ", StringComparison.Ordinal)));
    }

    /// <summary>The cases that integrators run against a server of theirs.</summary>
    [Fact]
    public async Task Conformance_EveryCase_IsAsExpected()
    {
        await NodeTools.RequireAsync();
        var cases = JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(NodeTools.Protos, "conformance", "cases.json"))).RootElement.GetArrayLength();

        var (exitCode, printed) = await NodeTools.RunAsync(
            "node", Path.Combine(NodeTools.Protos, "conformance", "run.mjs"), NodeTools.Folder,
            server.GrpcUri.Authority, server.Time.Now.ToString("yyyy-MM-dd", null));

        output.WriteLine(printed);
        Assert.True(exitCode == 0, printed);
        Assert.Equal(cases, printed.Split('\n').Count(line => line.StartsWith("ok: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task BufCurl_IssuingACardAndAccruing_IsAnsweredOnceAndReplayed()
    {
        var card = (await CurlAsync(
            "CardsService/IssueCard", $$"""{"request_id":"{{Some.Id()}}","type":"CARD_TYPE_LONG_TERM"}"""))
            .GetProperty("card").GetProperty("cardNumber").GetString()!;
        var accrual = Accrual(card, "100");

        var first = await CurlAsync("PointsService/AccruePoints", accrual);
        var again = await CurlAsync("PointsService/AccruePoints", accrual);

        Assert.Equal("5", first.GetProperty("balance").GetString()); // int64 is a text in protobuf's JSON
        Assert.False(first.TryGetProperty("replayed", out _));
        Assert.True(again.GetProperty("replayed").GetBoolean());
    }

    [Fact]
    public async Task BufCurl_OfARefusal_ReadsItsReasonFromTheDetails()
    {
        await NodeTools.RequireAsync();

        var (exitCode, printed) = await RunAsync(
            "PointsService/AccruePoints",
            Accrual(await server.IssueAsync(), "0"),
            "loyalty-caller-kind: desk", "loyalty-caller-name: D1");

        Assert.NotEqual(0, exitCode);
        var error = JsonDocument.Parse(printed[printed.IndexOf('{')..(printed.LastIndexOf('}') + 1)]).RootElement;
        Assert.Equal("invalid_argument", error.GetProperty("code").GetString());
        var info = error.GetProperty("details").EnumerateArray()
            .Single(detail => detail.GetProperty("type").GetString() == "google.rpc.ErrorInfo");
        Assert.Equal("AMOUNT_NOT_POSITIVE", ErrorInfo.Parser.ParseFrom(Bytes(info.GetProperty("value"))).Reason);
    }

    private static string Accrual(string card, string units) => $$"""
        {"card_number":"{{card}}","receipt":{"store":"S1","number":"{{Some.Id()}}",
         "business_date":{"year":2026,"month":6,"day":15},"total":{"currency_code":"CNY","units":"{{units}}"} } }
        """;

    /// <summary>Base64 as buf writes it, without the padding.</summary>
    private static byte[] Bytes(JsonElement base64)
    {
        var text = base64.GetString()!;
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    private async Task<JsonElement> CurlAsync(string method, string data)
    {
        await NodeTools.RequireAsync();
        var (exitCode, printed) = await RunAsync(method, data);
        Assert.True(exitCode == 0, printed);
        return JsonDocument.Parse(printed).RootElement;
    }

    private Task<(int ExitCode, string Printed)> RunAsync(string method, string data, params string[] headers) =>
        NodeTools.RunAsync(
            Path.Combine(NodeTools.Folder, "node_modules", ".bin", "buf"),
            [
                "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--schema", NodeTools.Protos, "--data", data,
                .. headers.SelectMany(header => new[] { "--header", header }),
                new Uri(server.GrpcUri, $"/loyalty.v1.{method}").ToString(),
            ]);
}
