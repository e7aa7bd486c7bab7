using Google.Protobuf;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Wire;

/// <summary>Bytes that no client library would send: each is answered with an error, and the server goes on.</summary>
public sealed class WireTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Message_ThatIsNoProtobuf_IsAnError()
    {
        Assert.NotEqual("0", await SendAsync([0xFF, 0xFF, 0xFF, 0xFF, 0x01]));
        await server.IssueAsync();
    }

    [Fact]
    public async Task Text_InBrokenUtf8_IsAnErrorAndChangesNothing()
    {
        var card = await server.IssueAsync();
        var request = Some.Accrual(card, Some.Receipt(100m, "BROKENNUMBER")).ToByteArray();
        var at = request.AsSpan().IndexOf("BROKEN"u8);
        request[at] = 0xC3;
        request[at + 1] = 0x28;

        Assert.NotEqual("0", await SendAsync(request));
        Assert.Equal(1, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Seq);
    }

    [Fact]
    public async Task Message_CutInTheMiddle_IsAnErrorAndChangesNothing()
    {
        var card = await server.IssueAsync();
        var request = Some.Accrual(card, Some.Receipt()).ToByteArray();

        Assert.NotEqual("0", await SendAsync(request, declaredLength: request.Length + 10));
        Assert.Equal(1, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Seq);
    }

    [Fact]
    public async Task Message_WellFormed_IsAnsweredThroughTheSameWay()
    {
        var card = await server.IssueAsync();

        Assert.Equal("0", await SendAsync(Some.Accrual(card, Some.Receipt()).ToByteArray()));
    }

    [Fact]
    public async Task Message_WithAnOverlongNumberInIt_IsMalformed()
    {
        byte[] overlong = [0x12, 11, 0x0A, .. Enumerable.Repeat((byte)0xFF, 10)];

        Assert.Equal("3", await SendAsync(overlong)); // Google.Protobuf 3.25.1 throws IndexOutOfRangeException
        Assert.Equal("3", await SendAsync([0x12, 50, 1]));
    }

    [Fact]
    public async Task Message_OfAStreamThatIsNoProtobuf_IsMalformed() =>
        Assert.Equal("3", await SendAsync([0xFF, 0xFF, 0xFF, 0xFF, 0x01], method: "UploadReceipts"));

    [Theory]
    [InlineData("x-bin", "?!?")]
    [InlineData("x!y", "1")]
    public async Task Metadata_ThatGrpcDoesNotAllow_IsACredentialThatCannotBeUsed(string name, string value)
    {
        var card = await server.IssueAsync();
        var request = Some.Accrual(card, Some.Receipt()).ToByteArray();

        Assert.Equal("16", await SendAsync(request, header: (name, value)));
        Assert.Equal(1, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Seq);
    }

    [Theory]
    [InlineData(" ", "")]
    [InlineData("", " ")]
    [InlineData("{", "}")]
    public async Task RequestId_WithSomethingAroundIt_IsMalformed(string before, string after)
    {
        var request = new IssueCardRequest
        {
            RequestId = before + Some.Id() + after, Type = CardType.LongTerm,
        };

        Assert.Equal("3", await SendAsync(request.ToByteArray(), method: "IssueCard", service: "CardsService"));
    }

    /// <summary>Sends one call by hand and answers its grpc-status.</summary>
    private async Task<string?> SendAsync(
        byte[] message,
        int? declaredLength = null,
        string method = "AccruePoints",
        string service = "PointsService",
        (string Name, string Value)? header = null)
    {
        var call = await RawCall.SendAsync(
            server.GrpcUri,
            RawCall.Frame(message, length: (uint)(declaredLength ?? message.Length)),
            $"/loyalty.v1.{service}/{method}",
            headers: header is { } more ? [more] : []);
        return call.GrpcStatus;
    }
}
