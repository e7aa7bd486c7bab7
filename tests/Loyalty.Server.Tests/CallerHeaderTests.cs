using System.Net;
using Google.Rpc;
using Google.Protobuf;
using Grpc.Core;
using Loyalty.WireFuzz.Http2;
using Loyalty.WireFuzz.Inputs;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>A credential of which a part can't be understood for certain is none.</summary>
public sealed class CallerHeaderTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>A till's whole credential, so that nothing else is wrong with it.</summary>
    private static readonly (string Name, string Value)[] s_till =
    [
        (CallerMetadata.Kind, CallerMetadata.Till), (CallerMetadata.Name, "T1"), (CallerMetadata.Mall, "M1"),
        (CallerMetadata.Store, "S1"), (CallerMetadata.Operator, "o7"),
    ];

    public static TheoryData<string> Names => [.. s_till.Select(part => part.Name)];

    [Fact]
    public void Call_WithEachPartOnce_IsAnswered()
    {
        Assert.Equal(0, SendRaw().Status);
        Assert.Equal(0, SendRaw(("x-trace", "a"), ("x-trace", "b")).Status);
    }

    /// <summary>As raw HTTP/2: two headers of one name, which gRPC's metadata shows as one value.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Call_WithAHeaderTwice_IsRefused(string name)
    {
        foreach (var again in new[] { "S2", "", s_till.First(part => part.Name == name).Value })
            Refused(name, InfoOf(SendRaw((name, again))));
    }

    /// <summary>As the .NET client sends it: one header, with both values in it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Call_WithMetadataTwice_IsRefused(string name)
    {
        var metadata = new Metadata();
        foreach (var part in s_till) metadata.Add(part.Name, part.Value);
        metadata.Add(name, "S2");
        Refused(name, await Some.RefusalAsync(
            server.Program.GetProgramAsync(new GetProgramRequest(), metadata), StatusCode.Unauthenticated));
    }

    /// <summary>A part left out of a credential could make a till the back office.</summary>
    [Theory]
    [InlineData(CallerMetadata.Kind + "-bin", "dGlsbA")]
    [InlineData(CallerMetadata.Store + "-bin", "UzE")]
    [InlineData("loyalty-caller-knd", "till")]
    public void Call_WithANameThatIsNotOurs_IsRefused(string name, string value) =>
        Refused(name, InfoOf(SendRaw((name, value))));

    [Theory]
    [InlineData(CallerMetadata.Kind, true)]
    [InlineData(CallerMetadata.Name, true)]
    [InlineData(CallerMetadata.Store, true)]
    [InlineData(CallerMetadata.Mall, false)]
    [InlineData(CallerMetadata.Operator, false)]
    public void Call_WithAnEmptyPart_IsRefusedWhereATillNeedsIt(string name, bool isNeeded)
    {
        var answer = Send([.. s_till.Select(part => part.Name == name ? (name, "") : part)]);
        if (isNeeded) Assert.Equal(name, InfoOf(answer).Metadata["field"]);
        else Assert.Equal(0, answer.Status);
    }

    private static void Refused(string name, ErrorInfo info) => Assert.Equal(
        ("CALLER_MALFORMED", name, true),
        (info.Reason, info.Metadata["field"], info.Metadata.ContainsKey("expected")));

    private CallAnswer SendRaw(params (string Name, string Value)[] more) => Send([.. s_till, .. more]);

    private CallAnswer Send((string Name, string Value)[] metadata)
    {
        using var connection = new CallConnection(
            new IPEndPoint(IPAddress.Loopback, server.GrpcUri.Port), TimeSpan.FromSeconds(30));
        return Assert.Single(connection.Exchange(
        [
            new WireInput(0, "metadata", WireLevel.Call)
            {
                Headers = CallHead.Of(
                    "/loyalty.v1.ProgramService/GetProgram",
                    [.. metadata.Select(part => new HeaderLine(part.Name, part.Value))]),
                Bytes = MessageInputs.Frame(new GetProgramRequest().ToByteArray()),
            },
        ]));
    }

    private static ErrorInfo InfoOf(CallAnswer answer)
    {
        Assert.Equal((int)StatusCode.Unauthenticated, answer.Status);
        return Some.InfoOf(Google.Rpc.Status.Parser.ParseFrom(answer.Details));
    }
}
