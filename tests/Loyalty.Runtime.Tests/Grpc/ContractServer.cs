using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Loyalty.Runtime.Tests.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loyalty.Runtime.Tests;

/// <summary>A server on a free port of loopback, with a channel to it.</summary>
public sealed class ContractServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private ContractServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        _channel = GrpcChannel.ForAddress(Address);
        Client = new Contract.ContractService.ContractServiceClient(_channel);
    }

    public Uri Address { get; }

    public Contract.ContractService.ContractServiceClient Client { get; }

    public CallProbe CallProbe => _app.Services.GetRequiredService<CallProbe>();

    public static async Task<ContractServer> StartAsync(
        Action<GrpcServiceOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<CallProbe>();
        builder.Services.AddGrpc(grpc => options?.Invoke(grpc));
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapGrpcService<ContractService>();
        app.MapGet("/plain/page", () => "a page");
        await app.StartAsync();
        return new ContractServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        CallProbe.Release();
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
