using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Takes one message: its length, its bytes into the buffer writer, and then <see cref="Complete()"/>; or all at once.
/// </summary>
public abstract class SerializationContext
{
    public virtual void Complete(byte[] payload) => throw new NotSupportedException();

    /// <summary>Announces the exact length in bytes, so that the message needs no second buffer.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException();

    public virtual void Complete() => throw new NotSupportedException();
}
