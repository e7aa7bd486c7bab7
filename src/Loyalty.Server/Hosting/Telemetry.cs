using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Loyalty.Server.Hosting;

/// <summary>Metrics and traces by OpenTelemetry, sent where OTEL_EXPORTER_OTLP_ENDPOINT says, else nowhere.</summary>
public static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint])) return;
        builder.Services.AddHostedService<Exporter>();
    }

    /// <summary>Exports while the host runs, and flushes when it stops.</summary>
    private sealed class Exporter : IHostedService, IDisposable
    {
        private MeterProvider? metrics;
        private TracerProvider? traces;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            metrics = Sdk.CreateMeterProviderBuilder()
                .AddMeter(
                    ServerMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                    "System.Runtime", "Npgsql", "Microsoft.Orleans")
                .AddOtlpExporter()
                .Build();
            traces = Sdk.CreateTracerProviderBuilder()
                .AddSource(ServerMetrics.MeterName, "Microsoft.AspNetCore", "Npgsql")
                .AddOtlpExporter()
                .Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            metrics?.Dispose();
            traces?.Dispose();
            metrics = null;
            traces = null;
        }
    }
}
