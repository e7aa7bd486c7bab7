using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Cli.Import;

/// <summary>
/// Stands for a text in 16 bytes, whatever its length: half of its SHA-256, in which no two texts of a file will ever
/// meet.
/// </summary>
internal static class TextKey
{
    public static UInt128 Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
