using Grpc.Core;

namespace Grpc.AspNetCore.Server;

internal sealed class UnaryHandler<TRequest, TResponse>(
    CallSettings settings,
    Method<TRequest, TResponse> method,
    UnaryServerMethod<TRequest, TResponse> handler) : CallHandler(settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(ServerCall call)
    {
        var deserializer = method.RequestMarshaller.ContextualDeserializer;
        var request = await call.Requests.ReadSingleAsync(deserializer).ConfigureAwait(false);
        var response = await handler(request, call).ConfigureAwait(false);
        var serializer = method.ResponseMarshaller.ContextualSerializer;
        await call.Responses.WriteSingleAsync(response, serializer).ConfigureAwait(false);
    }
}

internal sealed class ClientStreamingHandler<TRequest, TResponse>(
    CallSettings settings,
    Method<TRequest, TResponse> method,
    ClientStreamingServerMethod<TRequest, TResponse> handler) : CallHandler(settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(ServerCall call)
    {
        call.Requests.AllowLongBody();
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller.ContextualDeserializer);
        var response = await handler(requests, call).ConfigureAwait(false);
        var serializer = method.ResponseMarshaller.ContextualSerializer;
        await call.Responses.WriteSingleAsync(response, serializer).ConfigureAwait(false);
    }
}

internal sealed class ServerStreamingHandler<TRequest, TResponse>(
    CallSettings settings,
    Method<TRequest, TResponse> method,
    ServerStreamingServerMethod<TRequest, TResponse> handler) : CallHandler(settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(ServerCall call)
    {
        var deserializer = method.RequestMarshaller.ContextualDeserializer;
        var request = await call.Requests.ReadSingleAsync(deserializer).ConfigureAwait(false);
        var responses = new ResponseStream<TResponse>(call, method.ResponseMarshaller.ContextualSerializer);
        await handler(request, responses, call).ConfigureAwait(false);
    }
}

internal sealed class DuplexStreamingHandler<TRequest, TResponse>(
    CallSettings settings,
    Method<TRequest, TResponse> method,
    DuplexStreamingServerMethod<TRequest, TResponse> handler) : CallHandler(settings)
    where TRequest : class
    where TResponse : class
{
    protected override Task InvokeAsync(ServerCall call)
    {
        call.Requests.AllowLongBody();
        return handler(
            new RequestStream<TRequest>(call, method.RequestMarshaller.ContextualDeserializer),
            new ResponseStream<TResponse>(call, method.ResponseMarshaller.ContextualSerializer),
            call);
    }
}
