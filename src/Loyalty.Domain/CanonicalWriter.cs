using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Loyalty.Domain;

/// <summary>
/// Writes values in the one binary form that hashes are computed over: numbers big-endian, texts in UTF-8 with their
/// length in front. It never changes for a value that was ever hashed.
/// </summary>
internal sealed class CanonicalWriter(int capacity)
{
    private readonly ArrayBufferWriter<byte> buffer = new(capacity);

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    public void Bytes(ReadOnlySpan<byte> value) => buffer.Write(value);

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(sizeof(long)), value);
        buffer.Advance(sizeof(long));
    }

    public void Date(DateOnly? value) => Number(value?.DayNumber ?? -1);

    public void Id(Guid value)
    {
        value.TryWriteBytes(buffer.GetSpan(16), bigEndian: true, out _);
        buffer.Advance(16);
    }

    public void Text(string value)
    {
        var span = buffer.GetSpan(sizeof(int) + Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        buffer.Advance(sizeof(int) + length);
    }
}
