using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Server.Errors;
using Loyalty.Server.Settings;
using Loyalty.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Server.Tests;

/// <summary>Answers to a client who has hung up.</summary>
public sealed class AnswerStreamTests
{
    [Fact]
    public async Task Answer_AfterTheClientHungUp_IsACancelledCallAndNoFailure()
    {
        var late = new AnswerStream<string>(new EndedStream(), new CancellationToken(canceled: true));
        await Assert.ThrowsAsync<OperationCanceledException>(() => late.WriteAsync("answer"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => late.WriteAsync("answer", CancellationToken.None));
    }

    [Fact]
    public async Task Answer_ThatCannotBeWrittenThoughTheClientIsThere_IsAFailure()
    {
        var wrong = new AnswerStream<string>(new EndedStream(), CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => wrong.WriteAsync("answer"));
    }

    /// <summary>The guard, before a service that answers when nobody is there any more.</summary>
    [Fact]
    public async Task Upload_AnsweredAfterTheClientHungUp_LogsNoFailure()
    {
        using var log = new Unforeseen();
        var service = new LatePoints();
        await using var app = Build(service, log);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        using (var channel = GrpcChannel.ForAddress(address.Single()))
        {
            using var call = new PointsService.PointsServiceClient(channel).UploadReceipts();
            await call.RequestStream.WriteAsync(new UploadReceiptsRequest());
            await service.Begun.Task;
        }

        var failure = await service.Failure.Task;
        await app.StopAsync();
        Assert.IsType<OperationCanceledException>(failure);
        Assert.Empty(log.All);
    }

    private static WebApplication Build(LatePoints service, Unforeseen log)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(service).AddSingleton(new LoyaltySettings()).AddSingleton(TimeProvider.System);
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<CallInterceptor>());
        var app = builder.Build();
        app.MapGrpcService<LatePoints>();
        return app;
    }

    private sealed class LatePoints : PointsService.PointsServiceBase
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<Exception?> Failure { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task UploadReceipts(
            IAsyncStreamReader<UploadReceiptsRequest> requestStream,
            IServerStreamWriter<UploadReceiptsResponse> responseStream,
            ServerCallContext context)
        {
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.CancellationToken.Register(gone.SetResult);
            Begun.SetResult();
            await gone.Task;
            try
            {
                await responseStream.WriteAsync(new UploadReceiptsResponse());
                Failure.SetResult(null);
            }
            catch (Exception exception)
            {
                Failure.SetResult(exception);
                throw;
            }
        }
    }

    /// <summary>A stream of a call that is over, as the gRPC server has it.</summary>
    private sealed class EndedStream : IServerStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(string message, CancellationToken cancellationToken) =>
            Task.FromException(new InvalidOperationException("Can't write the message: the request is complete."));
    }

    /// <summary>Keeps what the guard says of failures that nobody foresaw.</summary>
    private sealed class Unforeseen : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> all = [];

        public IReadOnlyCollection<string> All => all;

        public ILogger CreateLogger(string categoryName) =>
            categoryName == typeof(CallInterceptor).FullName ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => all.Enqueue($"{formatter(state, exception)}: {exception}");

        public void Dispose()
        {
            // nothing is open
        }
    }
}
