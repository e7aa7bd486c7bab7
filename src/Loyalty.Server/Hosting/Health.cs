using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Loyalty.Server.Hosting;

/// <summary>Health, for whoever decides to restart or to send no calls: over HTTP, and as grpc.health.v1.</summary>
internal static class Health
{
    /// <summary>How often the readiness is looked at for those who watch it.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddGrpcHealthChecks(health => health.Services.Map("", _ => true))
            .AddCheck<Readiness>(nameof(Readiness));
        services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Delay = TimeSpan.Zero;
            publisher.Period = Period;
        });
    }

    /// <summary>
    /// /healthz/live answers 200 while the process answers at all, and asks neither grain nor database; /healthz/ready
    /// answers 200 while <see cref="Readiness"/> finds nothing wrong, else 503 with what is. grpc.health.v1 says the
    /// same of the whole server, named "": Check at the time of the call, Watch at most 5 s later.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGrpcHealthChecksService();
        app.MapGet("/healthz/live", () => Results.Text("live\n"));
        app.MapGet("/healthz/ready", async (HealthCheckService checks, CancellationToken cancellationToken) =>
        {
            var report = await checks.CheckHealthAsync(cancellationToken);
            return report.Status == HealthStatus.Healthy
                ? Results.Text("ready\n")
                : Results.Text(
                    $"not ready: {report.Entries[nameof(Readiness)].Description}\n",
                    statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }
}
