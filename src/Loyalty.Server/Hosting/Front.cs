using Loyalty.Server.Errors;
using Loyalty.Server.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Loyalty.Server.Hosting;

/// <summary>The ports: gRPC over HTTP/2 without TLS, and HTTP/1.1 for health.</summary>
internal static class Front
{
    /// <summary>
    /// The largest message, before and after decompression. A receipt of 2,000 lines fits, and so does what a grain
    /// call makes of it into Orleans' own limit.
    /// </summary>
    public const int MaxMessageBytes = 512 * 1024;

    /// <summary>
    /// A line on which nothing comes is asked after this time, and given up after <see cref="PingTimeout"/> without an
    /// answer, with every call on it: together less than a minute. Without, a call whose client went away without a
    /// word stayed in progress until TCP gave up, if ever.
    /// </summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    public static void AddFront(this WebApplicationBuilder builder, LoyaltySettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.KeepAlivePingDelay = PingDelay;
            kestrel.Limits.Http2.KeepAlivePingTimeout = PingTimeout;
            kestrel.Listen(
                SettingsReader.Endpoint(nameof(settings.GrpcAddress), settings.GrpcAddress),
                listen =>
                {
                    listen.Protocols = HttpProtocols.Http2;
                    var lines = listen.ApplicationServices.GetRequiredService<OpenLines>();
                    listen.Use(next => connection => lines.FollowAsync(connection, next));
                });
            kestrel.Listen(
                SettingsReader.Endpoint(nameof(settings.HttpAddress), settings.HttpAddress),
                listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<OpenLines>();
        builder.Services.Configure<HostOptions>(
            host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.DrainSeconds));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.CompressionProviders = [new BoundedGzip(MaxMessageBytes)];
            grpc.Interceptors.Add<CallInterceptor>();
        });
        builder.Services.AddGrpcReflection();
    }
}
