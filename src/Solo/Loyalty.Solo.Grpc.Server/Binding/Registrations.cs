using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Knows what the container was told; the container itself doesn't say how long its services live.</summary>
internal sealed class Registrations(IServiceCollection services)
{
    public bool IsSingleton(Type type) =>
        services.LastOrDefault(s => s.ServiceType == type && !s.IsKeyedService)?.Lifetime == ServiceLifetime.Singleton;
}
