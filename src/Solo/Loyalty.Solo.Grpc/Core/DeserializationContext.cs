using System.Buffers;

namespace Grpc.Core;

/// <summary>Gives one message's bytes, valid only until the deserializer returns.</summary>
public abstract class DeserializationContext
{
    public abstract int PayloadLength { get; }

    public virtual byte[] PayloadAsNewBuffer() => throw new NotSupportedException();

    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotSupportedException();
}
