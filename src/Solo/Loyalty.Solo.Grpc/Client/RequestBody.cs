using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Writes one message of a request as one piece.</summary>
internal static class RequestBody
{
    public static async Task WriteAsync<TRequest, TResponse>(
        ClientCall<TRequest, TResponse> call, TRequest message, WriteOptions? options, Stream stream)
        where TRequest : class
        where TResponse : class
    {
        using var buffer = new PooledBuffer();
        new MessageWriter(buffer, call.Channel.MaxSendBytes)
            .Write(message, call.Method.RequestMarshaller.ContextualSerializer, CompressionOf(call, options));
        await stream.WriteAsync(buffer.Written, call.Stopped).ConfigureAwait(false);
    }

    private static ICompressionProvider? CompressionOf<TRequest, TResponse>(
        ClientCall<TRequest, TResponse> call, WriteOptions? options)
        where TRequest : class
        where TResponse : class
    {
        var name = call.Options.Headers?.GetValue(Headers.EncodingRequest);
        if (name is null or Headers.Identity || !WriteOptions.Compresses(options))
            return null;
        return call.Channel.Compressions.TryGetValue(name, out var compression)
            ? compression
            : throw new InvalidOperationException($"The channel has no compression provider for '{name}'.");
    }
}
