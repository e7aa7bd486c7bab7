using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

public sealed class StatusTests
{
    [Fact]
    public async Task Refusal_CarriesStatusTextAndDetails()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.UnaryAsync(new ContractRequest { Act = "refuse" });
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.Equal("no: 100 % 否", refusal.Status.Detail);
        Assert.Equal([8, 9, 0, 255], refusal.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal("TOO_LATE", call.GetTrailers().GetValue("reason"));
        Assert.Equal(StatusCode.FailedPrecondition, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Refusal_AfterMessages_EndsTheStream()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Expand(new ContractRequest { Count = 3, Act = "refuse" });
        for (var i = 0; i < 3; i++)
            Assert.True(await call.ResponseStream.MoveNext());
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.Equal("TOO_LATE", refusal.Trailers.GetValue("reason"));
    }

    [Fact]
    public async Task Refusal_BeforeMessages_EndsTheStream()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Expand(new ContractRequest { Act = "refuse" });
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal([8, 9, 0, 255], refusal.Trailers.GetValueBytes("grpc-status-details-bin"));
    }

    [Fact]
    public async Task Refusal_OfAClientStream_EndsTheCall()
    {
        await using var server = await ContractServer.StartAsync();
        using var call = server.Client.Collect();
        await call.RequestStream.WriteAsync(new ContractRequest { Act = "refuse" });
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
    }

    [Fact]
    public async Task StatusSetByTheHandler_Ends()
    {
        await using var server = await ContractServer.StartAsync();
        var refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.UnaryAsync(new ContractRequest { Act = "status" }));
        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
        Assert.Equal("BY_STATUS", refusal.Trailers.GetValue("reason"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(true, true)]
    public async Task Crash_IsUnknown_AndTellsOnlyWhereAsked(bool? detailed, bool tells)
    {
        await using var server = await ContractServer.StartAsync(options => options.EnableDetailedErrors = detailed);
        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.UnaryAsync(new ContractRequest { Act = "crash" }));
        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Equal(tells, failure.Status.Detail.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain(" at ", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/loyalty.contract.v1.ContractService/Nothing")]
    [InlineData("/loyalty.contract.v1.NoService/Unary")]
    public async Task UnknownMethod_IsUnimplemented(string method)
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(server.Address, RawCall.Frame([]), method);
        Assert.Equal(HttpStatusCode.OK, call.Http);
        Assert.Equal("12", call.GrpcStatus);
    }

    [Fact]
    public async Task UnknownPage_StaysNotFound()
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(server.Address, [], "/no/page", "text/plain");
        Assert.Equal(HttpStatusCode.NotFound, call.Http);
        Assert.Null(call.GrpcStatus);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcx")]
    [InlineData("text/plain")]
    public async Task WrongContentType_Is415(string contentType)
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(server.Address, RawCall.Frame([]), contentType: contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, call.Http);
        Assert.False(call.GrpcStatus == "0");
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc;charset=utf-8")]
    public async Task ContentType_WithAFormat_IsServed(string contentType)
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(server.Address, RawCall.Frame([]), contentType: contentType);
        Assert.Equal("0", call.GrpcStatus);
    }

    [Fact]
    public async Task NobodyListens_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        var client = new Contract.ContractService.ContractServiceClient(channel);
        using var call = client.UnaryAsync(new ContractRequest());
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal(StatusCode.Unavailable, call.GetStatus().StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseHeadersAsync);
    }

    [Fact]
    public async Task NotAGrpcPage_IsNoSuccess()
    {
        await using var server = await ContractServer.StartAsync();
        using var handler = new Redirect { InnerHandler = new SocketsHttpHandler() };
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = handler });
        var client = new Contract.ContractService.ContractServiceClient(channel);
        await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new ContractRequest()));
    }

    private sealed class Redirect : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Method = HttpMethod.Get;
            request.Content = null;
            request.RequestUri = new Uri(request.RequestUri!, "/plain/page");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
