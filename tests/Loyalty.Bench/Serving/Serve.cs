using Loyalty.Server.Errors;
using Loyalty.Server.Hosting;
using Loyalty.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Loyalty.Bench.Serving;

/// <summary>The other servers: the same front as the real one, and less behind it.</summary>
internal static partial class Serve
{
    public const string Setting = "Bench:Serve";

    /// <summary>Runs the server that the settings name, until told to stop.</summary>
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var settings = builder.AddSettings(args);
        builder.AddFront(settings);
        builder.Services.AddSingleton<CallInterceptor>();
        Action<WebApplication> map = builder.Configuration[Setting] switch
        {
            "echo" => app => app.MapGrpcService<EchoPoints>(),
            "direct" => AddDirect(builder),
            "grain" => AddGrain(builder, settings),
            "stock" => AddStock(builder, settings),
            var other => throw new SettingsException($"{Setting} is echo, direct, grain or stock, not '{other}'."),
        };
        await using var app = builder.Build();
        map(app);
        app.MapGet("/healthz/ready", () => Results.Text("ready\n"));
        await app.RunAsync();
    }

    private static Action<WebApplication> AddDirect(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(
            NpgsqlDataSource.Create(builder.Configuration.GetConnectionString(LoyaltySettings.Section)!));
        builder.Services.AddSingleton<DirectPoints>();
        return app => app.MapGrpcService<DirectPoints>();
    }
}
