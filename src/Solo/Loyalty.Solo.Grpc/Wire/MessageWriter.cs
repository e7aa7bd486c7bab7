using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>
/// Frames messages into an output. A message whose length is known and that isn't compressed is serialized straight
/// into the output; any other goes through a pooled buffer first.
/// </summary>
internal sealed class MessageWriter(IBufferWriter<byte> output, int? maxBytes) : SerializationContext
{
    private ICompressionProvider? _compression;
    private CompressionLevel? _level;
    private PooledBuffer? _scratch;
    private int? _length;

    public void Write<T>(
        T message,
        Action<T, SerializationContext> serializer,
        ICompressionProvider? compression = null,
        CompressionLevel? level = null)
    {
        (_compression, _level, _length) = (compression, level, null);
        try
        {
            serializer(message, this);
        }
        finally
        {
            _scratch?.Dispose();
            _scratch = null;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        Check(payloadLength);
        _length = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_length is not { } length || _compression is not null)
            return _scratch ??= new PooledBuffer();
        new Frame(Compressed: false, length).WriteTo(output);
        return output;
    }

    public override void Complete()
    {
        if (_scratch is not null)
            Complete(_scratch.Written.Span);
    }

    public override void Complete(byte[] payload) => Complete(payload.AsSpan());

    private void Complete(ReadOnlySpan<byte> payload)
    {
        Check(payload.Length);
        if (_compression is null)
        {
            new Frame(Compressed: false, payload.Length).WriteTo(output);
            output.Write(payload);
            return;
        }

        using var compressed = new PooledBuffer();
        using (var stream = _compression.CreateCompressionStream(new BufferStream(compressed), _level))
            stream.Write(payload);
        new Frame(Compressed: true, compressed.Length).WriteTo(output);
        output.Write(compressed.Written.Span);
    }

    private void Check(int length)
    {
        if (length > maxBytes)
            throw new RpcException(Frame.TooLongToSend);
    }
}
