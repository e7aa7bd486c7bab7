using System.Buffers;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>
/// Reads framed messages from a response's body. It holds memory only while bytes are there: a stream that waits
/// holds none.
/// </summary>
internal sealed class ResponseReader : IDisposable
{
    private const int SmallestBytes = 4096;
    private readonly MessagePayload _payload = new();
    private readonly GrpcChannel _channel;
    private readonly Stream _body;
    private readonly string? _encoding;
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    private ResponseReader(GrpcChannel channel, Stream body, string? encoding) =>
        (_channel, _body, _encoding) = (channel, body, encoding);

    private int Held => _end - _start;

    public static async ValueTask<ResponseReader> OpenAsync(
        HttpResponseMessage response, GrpcChannel channel, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new ResponseReader(channel, body, ResponseHead.EncodingOf(response));
    }

    /// <summary>Reads the next message; null at the end of the body.</summary>
    public async ValueTask<T?> ReadAsync<T>(
        Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
        where T : class
    {
        if (!await FillAsync(Frame.Bytes, cancellationToken).ConfigureAwait(false))
            return Held == 0 ? null : throw new InvalidDataException("The body ends inside the header of a message.");
        var frame = Frame.Read(_bytes.AsSpan(_start, Frame.Bytes), _channel.MaxReceiveBytes);
        if (!await FillAsync(checked(Frame.Bytes + frame.Length), cancellationToken).ConfigureAwait(false))
            throw new InvalidDataException("The body ends inside a message.");
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = new ReadOnlySequence<byte>(_bytes, _start + Frame.Bytes, frame.Length);
        var message = frame.Compressed
            ? _payload.ReadCompressed(bytes, Compression(), _channel.MaxReceiveBytes, deserializer)
            : _payload.Read(bytes, deserializer);
        _start += Frame.Bytes + frame.Length;
        if (Held == 0)
            Dispose();
        return message;
    }

    public async ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken) =>
        !await FillAsync(1, cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        (_start, _end) = (0, 0);
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Reads until so many bytes are held; false when the body ends before.</summary>
    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        if (Held >= count)
            return true;
        if (Held == 0)
            await _body.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        MakeRoom(count);
        while (Held < count)
        {
            var read = await _body.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        if (_bytes.Length - _start >= count)
            return;
        var room = _bytes.Length >= count ? _bytes : ArrayPool<byte>.Shared.Rent(Math.Max(count, SmallestBytes));
        Buffer.BlockCopy(_bytes, _start, room, 0, Held);
        if (room != _bytes && _bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _start, _end) = (room, 0, Held);
    }

    private ICompressionProvider Compression()
    {
        if (_encoding is null or Headers.Identity)
            throw new InvalidDataException("A compressed message came without the name of its compression.");
        return _channel.Compressions.TryGetValue(_encoding, out var compression)
            ? compression
            : throw new RpcException(
                new Status(StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{_encoding}'."));
    }
}
