using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves a service whose base was generated: the registered instance, or a new one for each call.
    /// </summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.ServiceProvider;
        var mapped = services.GetService<MappedServices>()
            ?? throw new InvalidOperationException("Call AddGrpc on the services before MapGrpcService.");
        var options = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var logger = loggers.CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler");
        var binder = new ServiceBinder<TService>(builder, new CallSettings(options, logger, services));
        Bind(typeof(TService), binder);
        binder.MapUnknownMethods();
        if (mapped.TakeUnknownServices())
            binder.MapUnknownServices();
        return new GrpcServiceEndpointConventionBuilder(binder.Endpoints);
    }

    private static void Bind(Type service, ServiceBinderBase binder)
    {
        var binding = service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new InvalidOperationException($"{service} doesn't derive from a generated service base.");
        var bind = binding.BindType
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(m => m.Name == binding.BindMethodName
                && m.GetParameters() is [{ ParameterType: var first }, _] && first == typeof(ServiceBinderBase));
        bind.Invoke(null, [binder, null]);
    }
}
