using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>Makes an endpoint of each method that the generated <c>BindService</c> tells of.</summary>
internal sealed class ServiceBinder<TService>(IEndpointRouteBuilder routes, CallSettings settings) : ServiceBinderBase
    where TService : class
{
    private readonly HashSet<string> _services = new(StringComparer.Ordinal);
    private readonly Activation _service = new(typeof(TService), [], routes.ServiceProvider);
    private readonly List<IEndpointConventionBuilder> _endpoints = [];

    public IReadOnlyList<IEndpointConventionBuilder> Endpoints => _endpoints;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var call = Open<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method.Name);
        UnaryServerMethod<TRequest, TResponse> inner = (request, context) => _service.CallAsync(
            context.GetHttpContext(),
            (call, request, context),
            static (service, s) => s.call((TService)service, s.request, s.context));
        Map(method, new UnaryHandler<TRequest, TResponse>(
            settings, method, Chain.Around(inner, settings.Interceptors)));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var call = Open<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(method.Name);
        ClientStreamingServerMethod<TRequest, TResponse> inner = (requests, context) => _service.CallAsync(
            context.GetHttpContext(),
            (call, requests, context),
            static (service, s) => s.call((TService)service, s.requests, s.context));
        Map(method, new ClientStreamingHandler<TRequest, TResponse>(
            settings, method, Chain.Around(inner, settings.Interceptors)));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var call = Open<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method.Name);
        ServerStreamingServerMethod<TRequest, TResponse> inner = (request, responses, context) => _service.CallAsync(
            context.GetHttpContext(),
            (call, request, responses, context),
            static (service, s) => s.call((TService)service, s.request, s.responses, s.context));
        Map(method, new ServerStreamingHandler<TRequest, TResponse>(
            settings, method, Chain.Around(inner, settings.Interceptors)));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var call = Open<Func<
            TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method.Name);
        DuplexStreamingServerMethod<TRequest, TResponse> inner = (requests, responses, context) => _service.CallAsync(
            context.GetHttpContext(),
            (call, requests, responses, context),
            static (service, s) => s.call((TService)service, s.requests, s.responses, s.context));
        Map(method, new DuplexStreamingHandler<TRequest, TResponse>(
            settings, method, Chain.Around(inner, settings.Interceptors)));
    }

    public void MapUnknownMethods()
    {
        foreach (var service in _services)
            MapUnknown($"{service}/{{method:{GrpcContent.Name}}}", "Method is unimplemented.");
    }

    public void MapUnknownServices() =>
        MapUnknown($"{{service}}/{{method:{GrpcContent.Name}}}", "Service is unimplemented.");

    private static TDelegate Open<TDelegate>(string name)
        where TDelegate : Delegate
    {
        // The delegate takes the service first and returns last; what lies between is the method's.
        var parameters = typeof(TDelegate).GetGenericArguments()[1..^1];
        var method = typeof(TService).GetMethod(name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method '{name}' of the generated form.");
        return method.CreateDelegate<TDelegate>();
    }

    private void Map(IMethod method, CallHandler handler)
    {
        _services.Add(method.ServiceName);
        var endpoint = routes.MapMethods(method.FullName, [HttpMethods.Post], handler.HandleAsync);
        endpoint.WithDisplayName($"gRPC - {method.FullName}");
        endpoint.WithMetadata(typeof(TService).GetCustomAttributes(inherit: true));
        _endpoints.Add(endpoint);
    }

    private void MapUnknown(string pattern, string detail) => _endpoints.Add(routes.Map(pattern, http =>
    {
        http.Response.ContentType = Wire.Headers.ContentType;
        ResponseEnd.Write(http.Response.Headers, new Status(StatusCode.Unimplemented, detail));
        return Task.CompletedTask;
    }));
}
