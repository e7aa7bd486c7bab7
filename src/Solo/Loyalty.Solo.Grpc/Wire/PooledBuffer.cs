using System.Buffers;

namespace Grpc.Wire;

/// <summary>A growing buffer whose memory comes from the shared pool and returns there.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int SmallestBytes = 512;
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Gives the memory back. The buffer is empty and may be used again.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length >= Math.Max(count, 1))
            return;
        var grown = Math.Min(Math.Max(SmallestBytes, _bytes.Length * 2L), Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(grown, Length + (long)count));
        Written.CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
