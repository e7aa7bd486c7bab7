using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>Reads framed messages from a request's body, deserialized from the connection's own buffers.</summary>
internal sealed class RequestBody(ServerCall call, CallSettings settings)
{
    private readonly MessagePayload _payload = new();
    private readonly PipeReader _body = call.Http.Request.BodyReader;
    private bool _atEnd;

    /// <summary>Reads the one message of the body.</summary>
    public async ValueTask<T> ReadSingleAsync<T>(Func<DeserializationContext, T> deserializer)
        where T : class
    {
        var message = await ReadAsync(deserializer, CancellationToken.None).ConfigureAwait(false)
            ?? throw Malformed("Incomplete message.");
        if (!_atEnd && await ReadAsync(static _ => typeof(T), CancellationToken.None).ConfigureAwait(false) is not null)
            throw Malformed("Additional data after the message received.");
        return message;
    }

    /// <summary>Reads the next message; null at the end of the body.</summary>
    public async ValueTask<T?> ReadAsync<T>(
        Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await _body.ReadAsync(cancellationToken).ConfigureAwait(false);
            var rest = result.Buffer;
            var examined = rest.End;
            try
            {
                if (TryRead(ref rest, deserializer, out var message))
                {
                    examined = rest.Start;
                    _atEnd = result.IsCompleted && rest.IsEmpty;
                    return message;
                }

                if (result.IsCompleted)
                    return rest.IsEmpty ? null : throw Malformed("Incomplete message.");
            }
            finally
            {
                _body.AdvanceTo(rest.Start, examined);
            }
        }
    }

    /// <summary>Lifts the limits on a body's length and on its slowness: a stream of requests has neither.</summary>
    public void AllowLongBody()
    {
        var features = call.Http.Features;
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }

    private static RpcException Malformed(string detail) => new(new Status(StatusCode.Internal, detail));

    private bool TryRead<T>(
        ref ReadOnlySequence<byte> rest, Func<DeserializationContext, T> deserializer, out T? message)
    {
        message = default;
        if (rest.Length < Frame.Bytes)
            return false;
        var frame = Frame.Read(rest, settings.MaxReceiveBytes);
        if (rest.Length - Frame.Bytes < frame.Length)
            return false;
        var bytes = rest.Slice(Frame.Bytes, frame.Length);
        message = frame.Compressed
            ? _payload.ReadCompressed(bytes, Compression(), settings.MaxReceiveBytes, deserializer)
            : _payload.Read(bytes, deserializer);
        rest = rest.Slice(bytes.End);
        return true;
    }

    private ICompressionProvider Compression()
    {
        var name = call.Http.Request.Headers.GrpcEncoding.ToString();
        if (name is "" or Headers.Identity)
            throw Malformed("A compressed message came without the name of its compression.");
        if (settings.Find(name) is { } compression)
            return compression;
        lock (call.Gate)
        {
            if (!call.Ended && !call.Http.Response.HasStarted)
                call.Http.Response.Headers.GrpcAcceptEncoding = settings.AcceptEncoding;
        }

        throw new RpcException(new Status(
            StatusCode.Unimplemented,
            $"Unsupported grpc-encoding value '{name}'. Supported encodings: {settings.AcceptEncoding}"));
    }
}
