using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>Puts interceptors around a handler, the first outermost.</summary>
internal static class Chain
{
    public static UnaryServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        UnaryServerMethod<TRequest, TResponse> handler, IReadOnlyList<Activation> interceptors)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(handler, (next, interceptor) =>
            (request, context) => interceptor.CallAsync(
                context.GetHttpContext(),
                (request, context, next),
                static (i, s) => ((Interceptor)i).UnaryServerHandler(s.request, s.context, s.next)));

    public static ClientStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        ClientStreamingServerMethod<TRequest, TResponse> handler, IReadOnlyList<Activation> interceptors)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(handler, (next, interceptor) =>
            (requests, context) => interceptor.CallAsync(
                context.GetHttpContext(),
                (requests, context, next),
                static (i, s) => ((Interceptor)i).ClientStreamingServerHandler(s.requests, s.context, s.next)));

    public static ServerStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        ServerStreamingServerMethod<TRequest, TResponse> handler, IReadOnlyList<Activation> interceptors)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(handler, (next, interceptor) =>
            (request, responses, context) => interceptor.CallAsync(
                context.GetHttpContext(),
                (request, responses, context, next),
                static (i, s) =>
                    ((Interceptor)i).ServerStreamingServerHandler(s.request, s.responses, s.context, s.next)));

    public static DuplexStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        DuplexStreamingServerMethod<TRequest, TResponse> handler, IReadOnlyList<Activation> interceptors)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(handler, (next, interceptor) =>
            (requests, responses, context) => interceptor.CallAsync(
                context.GetHttpContext(),
                (requests, responses, context, next),
                static (i, s) =>
                    ((Interceptor)i).DuplexStreamingServerHandler(s.requests, s.responses, s.context, s.next)));
}
