using System.Data.Common;
using Loyalty.Ledger;
using Loyalty.Members.Encryption;
using Loyalty.Server.Endpoints;
using Loyalty.Server.Errors;
using Loyalty.Server.Identity;
using Loyalty.Server.Settings;

namespace Loyalty.Server.Hosting;

/// <summary>The server's parts, in the order in which they start; they stop in the reverse order.</summary>
internal static class ServerHost
{
    /// <summary>Runs until told to stop. 0 after a stop, 1 if it could not start.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await app.OpenDatabaseAsync();
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (Explain(e) is { } message)
        {
            await Console.Error.WriteLineAsync($"loyalty: {message}");
            return 1;
        }
    }

    /// <summary>
    /// Puts the server together; nothing runs yet, and <see cref="LedgerStartup.OpenDatabaseAsync"/> comes before it
    /// does. A test may exchange parts, such as the clock.
    /// </summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? exchange = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = builder.AddSettings(args);
        builder.AddTelemetry();
        builder.Services.AddSingleton<PortGuard>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PortGuard>());
        builder.AddLedgerStartup(settings);
        builder.AddMembers(settings);
        builder.AddSilo(settings);
        builder.AddUseCases(settings);
        builder.Services.AddHostedService<GuestSweepTimer>();
        builder.AddFront(settings);

        builder.Services.AddSingleton<CallerReader>();
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddSingleton<ClockCheck>();
        builder.Services.AddSingleton<Cards>();
        builder.Services.AddSingleton<Points>();
        builder.Services.AddSingleton<Tills>();
        builder.Services.AddSingleton<Endpoints.Members>();
        builder.Services.AddSingleton<Imports>();
        builder.Services.AddSingleton<ProgramEndpoint>();
        builder.Services.AddSingleton<AuditEndpoint>();
        builder.Services.AddSingleton<CallInterceptor>();
        builder.Services.AddHealth();

        exchange?.Invoke(builder);
        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<OpenLines>().FollowAsync);
        app.UseUnreadableMessages();
        app.MapGrpcService<Cards>();
        app.MapGrpcService<Points>();
        app.MapGrpcService<Tills>();
        app.MapGrpcService<Endpoints.Members>();
        app.MapGrpcService<Imports>();
        app.MapGrpcService<ProgramEndpoint>();
        app.MapGrpcService<AuditEndpoint>();
        app.MapHealth();
        if (settings.IsReflected) app.MapGrpcReflectionService();
        return app;
    }

    private static string? Explain(Exception exception) => exception switch
    {
        SettingsException or StartRefusedException => exception.Message,
        StoreException or LedgerException or MasterKeyException => exception.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } e =>
            $"{e.Message} Is another server running? Loyalty:GrpcAddress and Loyalty:HttpAddress choose other ports.",
        Microsoft.AspNetCore.Connections.AddressInUseException e =>
            $"{e.Message}: Loyalty:Cluster:SiloAddress, taken just now by another process.",
        DbException e => $"The database can't be used: {e.Message}", // Orleans says it without a word of its own
        _ => null,
    };
}
