using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The requests of a call that streams them.</summary>
internal sealed class RequestStream<T>(ServerCall call, Func<DeserializationContext, T> deserializer)
    : IAsyncStreamReader<T>
    where T : class
{
    public T Current { get; private set; } = null!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        Current = null!;
        var message = await call.Requests.ReadAsync(deserializer, cancellationToken).ConfigureAwait(false);
        Current = message!;
        return message is not null;
    }
}
