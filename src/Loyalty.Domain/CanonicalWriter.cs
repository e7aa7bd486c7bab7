using System.Buffers.Binary;
using System.Text;

namespace Loyalty.Domain;

/// <summary>
/// Writes values in the one binary form that hashes are computed over: numbers big-endian, texts in UTF-8 with their
/// length in front. It never changes for a value that was ever hashed.
/// </summary>
internal sealed class CanonicalWriter(int capacity)
{
    private byte[] buffer = new byte[capacity];
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Room(value.Length));
        length += value.Length;
    }

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Room(sizeof(long)), value);
        length += sizeof(long);
    }

    public void Date(DateOnly? value) => Number(value?.DayNumber ?? -1);

    public void Id(Guid value)
    {
        value.TryWriteBytes(Room(16), bigEndian: true, out var written);
        length += written;
    }

    public void Text(string value)
    {
        var room = Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, written);
        length += sizeof(int) + written;
    }

    private Span<byte> Room(int bytes)
    {
        if (buffer.Length - length < bytes) Array.Resize(ref buffer, Math.Max(2 * buffer.Length, length + bytes));
        return buffer.AsSpan(length);
    }
}
