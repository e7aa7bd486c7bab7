using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>Writes framed messages into a response's body, serialized into the connection's own buffers.</summary>
internal sealed class ResponseBody
{
    private readonly HttpResponse _response;
    private readonly CallSettings _settings;
    private readonly ServerCall _call;
    private readonly MessageWriter _writer;
    private readonly PipeWriter _body;
    private ICompressionProvider? _compression;

    public ResponseBody(ServerCall call, CallSettings settings)
    {
        (_call, _settings, _response) = (call, settings, call.Http.Response);
        _body = _response.BodyWriter;
        _writer = new MessageWriter(_body, settings.MaxSendBytes);
    }

    /// <summary>Compresses by the server's own setting, where the client accepts it.</summary>
    public void ChooseCompression(string? accepted)
    {
        if (_settings.ResponseCompression is not { } compression || accepted is null)
            return;
        var names = accepted.Split(',', StringSplitOptions.TrimEntries);
        if (!names.Contains(compression.EncodingName, StringComparer.Ordinal))
            return;
        _compression = compression;
        _response.Headers.GrpcEncoding = compression.EncodingName;
    }

    public async Task WriteHeadersAsync(Metadata headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        Task start;
        lock (_call.Gate)
        {
            ThrowIfEnded();
            if (_response.HasStarted)
                throw new InvalidOperationException("Response headers can only be sent once per call.");
            foreach (var entry in headers)
                AddHeader(entry);
            start = _response.StartAsync();
        }

        await start.ConfigureAwait(false);
        await _body.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Writes the one message of a response, which leaves with the status. After the end it is dropped.
    /// </summary>
    public async ValueTask WriteSingleAsync<T>(T message, Action<T, SerializationContext> serializer)
    {
        if (message is null)
            throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."));
        await StartAsync().ConfigureAwait(false);
        lock (_call.Gate)
        {
            if (!_call.Ended)
                Write(message, serializer);
        }
    }

    /// <summary>
    /// Writes one message of a stream. After the end it throws <see cref="InvalidOperationException"/>.
    /// </summary>
    public async Task WriteAsync<T>(
        T message, Action<T, SerializationContext> serializer, CancellationToken cancellationToken)
    {
        await StartAsync().ConfigureAwait(false);
        lock (_call.Gate)
        {
            ThrowIfEnded();
            Write(message, serializer);
        }

        if (!WriteOptions.Flushes(_call.WriteOptions))
            return;
        await _body.FlushAsync(cancellationToken).ConfigureAwait(false);
        _call.CancellationToken.ThrowIfCancellationRequested();
    }

    private void Write<T>(T message, Action<T, SerializationContext> serializer) => _writer.Write(
        message,
        serializer,
        WriteOptions.Compresses(_call.WriteOptions) ? _compression : null,
        _settings.ResponseCompressionLevel);

    /// <summary>The body may be written only after the start: before it the status would go into the head.</summary>
    private Task StartAsync()
    {
        lock (_call.Gate)
            return _call.Ended || _response.HasStarted ? Task.CompletedTask : _response.StartAsync();
    }

    private void ThrowIfEnded()
    {
        if (_call.Ended || _call.Http.RequestAborted.IsCancellationRequested)
            throw new InvalidOperationException("Can't write the message because the request is complete.");
    }

    private void AddHeader(Metadata.Entry entry)
    {
        if (entry.Key != Headers.EncodingRequest)
        {
            _response.Headers.Append(entry.Key, entry.HeaderValue);
            return;
        }

        _compression = _settings.Find(entry.Value);
        _response.Headers.GrpcEncoding = entry.Value;
    }
}
