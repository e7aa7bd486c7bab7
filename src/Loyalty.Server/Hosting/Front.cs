using Loyalty.Server.Errors;
using Loyalty.Server.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Loyalty.Server.Hosting;

/// <summary>The ports: gRPC over HTTP/2 without TLS, and HTTP/1.1 for health.</summary>
public static class Front
{
    /// <summary>
    /// The largest message, before and after decompression. A receipt of 2,000 lines fits, and so does what a grain
    /// call makes of it into Orleans' own limit.
    /// </summary>
    public const int MaxMessageBytes = 512 * 1024;

    public static void AddFront(this WebApplicationBuilder builder, LoyaltySettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(
                SettingsReader.Endpoint(nameof(settings.GrpcAddress), settings.GrpcAddress),
                listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(
                SettingsReader.Endpoint(nameof(settings.HttpAddress), settings.HttpAddress),
                listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.Configure<HostOptions>(
            host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.DrainSeconds));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.CompressionProviders = [new BoundedGzip(MaxMessageBytes)];
            grpc.Interceptors.Add<CallGuard>();
        });
    }
}
