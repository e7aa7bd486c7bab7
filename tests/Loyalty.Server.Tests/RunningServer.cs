using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Members;
using Loyalty.Server.Hosting;
using Loyalty.Testing.Processes;
using Loyalty.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Server.Tests;

/// <summary>The whole server in this process, on SQLite in a folder of its own, called over real gRPC.</summary>
public class RunningServer : IAsyncLifetime
{
    public string Data { get; } = Directory.CreateTempSubdirectory("loyalty-server-").FullName;
    private WebApplication? app;
    private GrpcChannel? channel;

    /// <summary>The server's clock: noon of 15 June 2026 in Shanghai, until a test moves it.</summary>
    public SettableTime Time { get; } = new(new DateTimeOffset(2026, 6, 15, 4, 0, 0, TimeSpan.Zero));

    /// <summary>The address that calls seem to come from; null for the true one.</summary>
    public IPAddress? CallersAddress { get; set; }

    public CardsService.CardsServiceClient Cards => new(channel!);

    public CallInvoker Calls => channel!.CreateCallInvoker();

    public PointsService.PointsServiceClient Points => new(channel!);

    public MembersService.MembersServiceClient Members => new(channel!);

    public ImportService.ImportServiceClient Imports => new(channel!);

    public ProgramService.ProgramServiceClient Program => new(channel!);

    public AuditService.AuditServiceClient Audit => new(channel!);

    /// <summary>Takes whatever is logged; null for nobody.</summary>
    public ILoggerProvider? Log { get; init; }

    /// <summary>Exchanges parts of the server; null for none.</summary>
    public Action<IServiceCollection>? Exchange { get; set; }

    /// <summary>Whether its clock is compared with the database's, and not with itself.</summary>
    public bool ComparesClock { get; init; }

    /// <summary>Whether it is about to end by itself.</summary>
    public bool IsEnding => app!.Lifetime.ApplicationStopping.IsCancellationRequested;

    public Uri GrpcUri { get; private set; } = null!;

    public Uri HttpUri { get; private set; } = null!;

    /// <summary>Why its database can't be had on this machine; null if it can.</summary>
    public virtual string? Missing => null;

    public virtual async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync(params string[] settings)
    {
        var built = ServerHost.Build(
            [
                "--Loyalty:Data", Data, "--Loyalty:GrpcAddress", "127.0.0.1:0", "--Loyalty:HttpAddress", "127.0.0.1:0",
                "--Loyalty:Cluster:SiloAddress", $"127.0.0.1:{Ports.Free()}", .. settings,
            ],
            builder =>
            {
                builder.Logging.ClearProviders();
                if (Log is not null) builder.Logging.AddProvider(Log).AddFilter((_, _, _) => true);
                builder.Services.AddSingleton<TimeProvider>(Time);
                if (!ComparesClock) builder.Services.AddSingleton<IReferenceClock>(Time);
                Exchange?.Invoke(builder.Services);
                if (CallersAddress is { } from) builder.Services.AddSingleton<IStartupFilter>(new Elsewhere(from));
            });
        try
        {
            await built.OpenDatabaseAsync();
            await built.StartAsync();
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }

        app = built;
        var addresses = app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToArray();
        GrpcUri = addresses[0];
        HttpUri = addresses[1];
        channel = GrpcChannel.ForAddress(GrpcUri);
    }

    public async Task StopAsync()
    {
        channel?.Dispose();
        if (app is null) return;

        // As a signal does it: disposing alone would drain nothing.
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Data, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Issues a card and answers its number.</summary>
    public async Task<string> IssueAsync(Guid? requestId = null)
    {
        var request = new IssueCardRequest
        {
            RequestId = (requestId ?? Some.Id()).ToString(), Type = CardType.LongTerm,
        };
        return (await Cards.IssueCardAsync(request)).Card.CardNumber;
    }

    /// <summary>A part of the server, beside the one it has itself.</summary>
    public T Part<T>() => ActivatorUtilities.CreateInstance<T>(app!.Services);

    /// <summary>The part that the server itself has.</summary>
    public T Own<T>() where T : notnull => app!.Services.GetRequiredService<T>();

    /// <summary>The part of that name that the server itself has.</summary>
    public T Own<T>(string name) where T : notnull => app!.Services.GetRequiredKeyedService<T>(name);

    /// <summary>Whether a member is wrapped with this master key.</summary>
    public async Task<bool> HasWrappedAsync(string keyId) =>
        (await Own<IMemberStore>().ReadWrappedAsync(keyId, default, 1, default)).Count > 0;

    private sealed class Elsewhere(IPAddress from) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext http, RequestDelegate rest) =>
            {
                http.Connection.RemoteIpAddress = from;
                return rest(http);
            });
            next(app);
        };
    }
}

/// <summary>A clock that a test sets; timers run on the machine's.</summary>
public sealed class SettableTime(DateTimeOffset now) : TimeProvider, IReferenceClock
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;

    public Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Now);
}
