using Grpc.Core;
using Grpc.Core.Interceptors;
using Loyalty.Runtime.Tests.Contract;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Runtime.Tests;

public sealed class InterceptorTests
{
    [Fact]
    public async Task Interceptors_StandInOrder_AroundEachCallType()
    {
        await using var server = await ContractServer.StartAsync(options =>
        {
            options.Interceptors.Add<Noting>("outer");
            options.Interceptors.Add<Noting>("inner");
        });
        await server.Client.UnaryAsync(new ContractRequest());
        using (var collect = server.Client.Collect())
        {
            await collect.RequestStream.CompleteAsync();
            await collect;
        }

        using (var expand = server.Client.Expand(new ContractRequest()))
            Assert.False(await expand.ResponseStream.MoveNext());
        using (var chat = server.Client.Chat())
        {
            await chat.RequestStream.CompleteAsync();
            Assert.False(await chat.ResponseStream.MoveNext());
        }

        string[] calls = ["Unary", "Collect", "Expand", "Chat"];
        Assert.Equal(
            calls.SelectMany(call => new[] { $"outer>{call}", $"inner>{call}", $"inner<{call}", $"outer<{call}" }),
            server.CallProbe.Notes,
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Interceptor_Refuses_BeforeTheService()
    {
        await using var server = await ContractServer.StartAsync(options => options.Interceptors.Add<Refusing>());
        var refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.UnaryAsync(new ContractRequest()));
        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
        Assert.Equal(0, server.CallProbe.ServicesMade);
    }

    [Fact]
    public async Task Interceptor_LeavesStateForTheHandler()
    {
        await using var server = await ContractServer.StartAsync(options => options.Interceptors.Add<Leaving>());
        Assert.Equal("left", (await server.Client.UnaryAsync(new ContractRequest { Act = "state" })).Text);
    }

    [Fact]
    public async Task Handler_ReachesTheHttpRequest()
    {
        await using var server = await ContractServer.StartAsync();
        var text = (await server.Client.UnaryAsync(new ContractRequest { Act = "http" })).Text;
        Assert.Equal($"HTTP/2 /loyalty.contract.v1.ContractService/Unary {server.Address.Authority}", text);
    }

    [Fact]
    public async Task Service_IsMadeAndReleasedForEachCall()
    {
        await using var server = await ContractServer.StartAsync();
        for (var i = 0; i < 3; i++)
            await server.Client.UnaryAsync(new ContractRequest());
        await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.UnaryAsync(new ContractRequest { Act = "crash" }));
        Assert.Equal(4, server.CallProbe.ServicesMade);
        Assert.Equal(4, server.CallProbe.ServicesReleased);
    }

    [Fact]
    public async Task Service_RegisteredAsSingleton_IsMadeOnce()
    {
        await using var server = await ContractServer.StartAsync(services: s => s.AddSingleton<ContractService>());
        for (var i = 0; i < 3; i++)
            await server.Client.UnaryAsync(new ContractRequest());
        Assert.Equal(1, server.CallProbe.ServicesMade);
        Assert.Equal(0, server.CallProbe.ServicesReleased);
    }

    private sealed class Noting(CallProbe probe, string name) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(context, () => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(context, () => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(context, () => Wrap(continuation(request, responseStream, context)));

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(context, () => Wrap(continuation(requestStream, responseStream, context)));

        private static async Task<bool> Wrap(Task task)
        {
            await task;
            return true;
        }

        private async Task<T> AroundAsync<T>(ServerCallContext context, Func<Task<T>> next)
        {
            var method = context.Method.Split('/')[^1];
            probe.Notes.Enqueue($"{name}>{method}");
            var result = await next();
            probe.Notes.Enqueue($"{name}<{method}");
            return result;
        }
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "not you"));
    }

    private sealed class Leaving : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            context.UserState["state"] = "left";
            return continuation(request, context);
        }
    }
}
