using System.Buffers;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>
/// The bytes of one received message, handed to a deserializer without a copy unless they were compressed.
/// </summary>
internal sealed class MessagePayload : DeserializationContext
{
    private ReadOnlySequence<byte> _bytes;

    public override int PayloadLength => (int)_bytes.Length;

    public override byte[] PayloadAsNewBuffer() => _bytes.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _bytes;

    public T Read<T>(ReadOnlySequence<byte> bytes, Func<DeserializationContext, T> deserializer)
    {
        _bytes = bytes;
        try
        {
            return deserializer(this);
        }
        finally
        {
            _bytes = default;
        }
    }

    /// <summary>
    /// Decompresses as it reads and stops as soon as the message grows over the limit, so that a small frame can't
    /// take much memory.
    /// </summary>
    public T ReadCompressed<T>(
        ReadOnlySequence<byte> bytes,
        ICompressionProvider compression,
        int? maxBytes,
        Func<DeserializationContext, T> deserializer)
    {
        using var message = new PooledBuffer();
        using (var stream = compression.CreateDecompressionStream(new SequenceStream(bytes)))
        {
            int read;
            while ((read = stream.Read(message.GetSpan())) > 0)
            {
                message.Advance(read);
                if (message.Length > maxBytes)
                    throw new RpcException(Frame.TooLongToReceive);
            }
        }

        return Read(new ReadOnlySequence<byte>(message.Written), deserializer);
    }
}
