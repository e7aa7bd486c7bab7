using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The responses of a call that streams them.</summary>
internal sealed class ResponseStream<T>(ServerCall call, Action<T, SerializationContext> serializer)
    : IServerStreamWriter<T>
    where T : class
{
    private readonly Lock _gate = new();
    private Task _write = Task.CompletedTask;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_gate)
        {
            if (!_write.IsCompleted)
                throw new InvalidOperationException("The previous write is still in progress.");
            return _write = cancellationToken.CanBeCanceled
                ? WriteOrCancelAsync(message, cancellationToken)
                : call.Responses.WriteAsync(message, serializer, CancellationToken.None);
        }
    }

    private async Task WriteOrCancelAsync(T message, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static call => ((ServerCall)call!).Cancel(), call);
        cancellationToken.ThrowIfCancellationRequested();
        await call.Responses.WriteAsync(message, serializer, cancellationToken).ConfigureAwait(false);
    }
}
