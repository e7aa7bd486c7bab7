using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Loyalty.Cli.Csv;

/// <summary>
/// Stands for a receipt's idempotency key — store, business date, number — in 16 bytes, whatever their lengths: half of
/// their SHA-256, in which no two receipts of a file will ever meet.
/// </summary>
internal static class ReceiptKey
{
    public static UInt128 Of(ReadOnlySpan<byte> store, DateOnly date, ReadOnlySpan<byte> number)
    {
        var length = 8 + store.Length + number.Length;
        Span<byte> text = length <= 256 ? stackalloc byte[length] : new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(text, date.DayNumber);
        BinaryPrimitives.WriteInt32LittleEndian(text[4..], store.Length);
        store.CopyTo(text[8..]);
        number.CopyTo(text[(8 + store.Length)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
