using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Loyalty.Server.Hosting;

/// <summary>Metrics and traces by OpenTelemetry, sent where OTEL_EXPORTER_OTLP_ENDPOINT says, else nowhere.</summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether anybody is told; if not, nothing is measured or traced for them.</summary>
    public static bool IsExported(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Endpoint]);

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (!IsExported(builder.Configuration)) return;
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(
                    ServerMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                    "System.Runtime", "Npgsql", "Microsoft.Orleans")
                .AddOtlpExporter())
            .WithTracing(traces => traces
                .AddSource(
                    ServerMetrics.MeterName, "Microsoft.AspNetCore", "Npgsql", "Microsoft.Orleans.Application",
                    "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage")
                .AddOtlpExporter());
    }
}
