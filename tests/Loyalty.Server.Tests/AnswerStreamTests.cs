using Grpc.Core;
using Loyalty.Server.Errors;
using Loyalty.V1;
using Microsoft.Extensions.Logging;

namespace Loyalty.Server.Tests;

/// <summary>Answers to a client who has hung up.</summary>
public sealed class AnswerStreamTests
{
    private const int HangUps = 40, Receipts = 200;

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

    [Fact]
    public async Task Uploads_OfClientsWhoHangUp_LogNoFailure()
    {
        using var log = new Failures();
        await using var server = new RunningServer { Log = log };
        await server.InitializeAsync();
        var card = await server.IssueAsync();
        for (var i = 0; i < HangUps; i++)
        {
            using var call = server.Points.UploadReceipts(Callers.Till);
            for (var item = 0; item < Receipts; item++)
            {
                await call.RequestStream.WriteAsync(
                    new() { Item = item, CardNumber = card, Receipt = Some.Receipt() });
            }

            await call.ResponseStream.MoveNext(CancellationToken.None); // the others are on their way
        }

        await server.StopAsync();
        Assert.Empty(log.All);
    }

    /// <summary>A stream of a call that is over, as the gRPC server has it.</summary>
    private sealed class EndedStream : IServerStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(string message, CancellationToken cancellationToken) =>
            Task.FromException(new InvalidOperationException("Can't write the message: the request is complete."));
    }

    private sealed class Failures : ILoggerProvider, ILogger
    {
        private readonly List<string> all = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (all) return [.. all];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            lock (all) all.Add($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
            // nothing is open
        }
    }
}
