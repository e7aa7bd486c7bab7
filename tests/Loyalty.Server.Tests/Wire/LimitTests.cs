using System.Net.Http;
using Google.Protobuf;
using Grpc.Core;
using Loyalty.Server.Hosting;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Wire;

/// <summary>How much a caller may send, by whatever name and packing.</summary>
public sealed class LimitTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(-1_000, StatusCode.InvalidArgument)]
    [InlineData(1, StatusCode.ResourceExhausted)]
    public async Task Message_AroundTheLimit_IsReadUpToIt(int over, StatusCode expected)
    {
        var request = OfSize(Front.MaxMessageBytes + over);

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Points.AccruePointsAsync(request));

        Assert.Equal(expected, failure.StatusCode);
        await server.IssueAsync();
    }

    [Fact]
    public async Task MessageOfAStream_OverTheLimit_EndsTheStream()
    {
        var large = new UploadReceiptsRequest { Receipt = OfSize(Front.MaxMessageBytes + 100).Receipt };

        // Grpc.Net.Client may take the end of the stream, while it still writes, for a call cancelled by itself.
        var call = await RawCall.SendAsync(server.GrpcUri, RawCall.Frame(large.ToByteArray()), RawCall.Upload);

        Assert.Equal("8", call.GrpcStatus);
    }

    [Fact]
    public async Task Message_OfAnAnnouncedLengthOverTheLimit_IsRefusedBeforeItsBytes()
    {
        var call = await RawCall.SendAsync(
            server.GrpcUri, RawCall.Frame([1], length: Front.MaxMessageBytes + 1));

        Assert.Equal("8", call.GrpcStatus);
    }

    /// <summary>40 MB of zeros are 400 KB of gzip.</summary>
    [Theory]
    [InlineData(RawCall.Accrue)]
    [InlineData(RawCall.Upload)]
    public async Task Message_ThatGrowsOverTheLimitWhenUnpacked_IsRefused(string path)
    {
        var bomb = RawCall.Gzip(new byte[40 * Megabyte]);
        Assert.InRange(bomb.Length, 0, Front.MaxMessageBytes);

        var call = await RawCall.SendAsync(
            server.GrpcUri, RawCall.Frame(bomb, flag: 1), path, headers: ("grpc-encoding", "gzip"));

        Assert.Equal("8", call.GrpcStatus);
        await server.IssueAsync();
    }

    [Fact]
    public async Task Message_InGzip_IsReadAndCutOffAnywhereIsNot()
    {
        var card = await server.IssueAsync();
        var gzip = RawCall.Gzip(Some.Accrual(card, Some.Receipt(20m)).ToByteArray());
        for (var length = 1; length < gzip.Length; length += 7)
            Assert.NotEqual("0", (await SendGzipAsync(gzip[..length])).GrpcStatus);
        Assert.Equal(1, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Seq);

        Assert.Equal("0", (await SendGzipAsync(gzip)).GrpcStatus);
    }

    /// <summary>Kestrel takes 32 KB of headers in all and 100 of them; what is more, it answers before gRPC sees it.
    /// </summary>
    [Theory]
    [InlineData(1, 40 * 1024)]
    [InlineData(120, 10)]
    public async Task Metadata_OverTheLimit_IsRefusedAndTheOthersGoOn(int count, int length)
    {
        var headers = Enumerable.Range(0, count).Select(i => ($"x-{i}", new string('v', length))).ToArray();

        var failed = await Record.ExceptionAsync(async () =>
        {
            var call = await RawCall.SendAsync(server.GrpcUri, RawCall.Frame([]), headers: headers);
            Assert.False(call.Http == System.Net.HttpStatusCode.OK && call.GrpcStatus == "0");
            Assert.Equal(431, (int)call.Http);
        });

        Assert.True(failed is null or HttpRequestException, $"{failed}");
        await server.IssueAsync();
    }

    private Task<RawCall> SendGzipAsync(byte[] gzip) => RawCall.SendAsync(
        server.GrpcUri, RawCall.Frame(gzip, flag: 1), headers: ("grpc-encoding", "gzip"));

    /// <summary>A request of so many bytes, whose receipt is malformed.</summary>
    private static AccruePointsRequest OfSize(int bytes)
    {
        var request = Some.Accrual("98000000000000", Some.Receipt());
        request.Receipt.Channel = new string('x', bytes);
        request.Receipt.Channel = new string('x', bytes - (request.CalculateSize() - bytes));
        Assert.Equal(bytes, request.CalculateSize());
        return request;
    }
}
