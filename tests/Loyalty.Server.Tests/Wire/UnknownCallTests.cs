using System.Net;

namespace Loyalty.Server.Tests.Wire;

/// <summary>Calls of what is not there, and of what is no gRPC.</summary>
public sealed class UnknownCallTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("/loyalty.v1.PointsService/GrantPoints")]
    [InlineData("/loyalty.v1.NoService/AccruePoints")]
    [InlineData("/loyalty.v2.PointsService/AccruePoints")]
    public async Task Method_ThatIsNotThere_IsUnimplemented(string path)
    {
        var call = await RawCall.SendAsync(server.GrpcUri, RawCall.Frame([]), path);

        Assert.Equal((HttpStatusCode.OK, "12"), (call.Http, call.GrpcStatus));
    }

    [Fact]
    public async Task Page_ThatIsNotThere_IsNotFound()
    {
        var call = await RawCall.SendAsync(server.GrpcUri, [], "/no/page", "text/plain");

        Assert.Equal((HttpStatusCode.NotFound, null), (call.Http, call.GrpcStatus));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcx")]
    [InlineData("application/grpc-web")]
    public async Task Call_OfAnotherContentType_IsRefused(string contentType)
    {
        var call = await RawCall.SendAsync(server.GrpcUri, RawCall.Frame([]), contentType: contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, call.Http);
        Assert.NotEqual("0", call.GrpcStatus);
    }
}
