using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Client;

/// <summary>Request ids that a repeated run finds again.</summary>
public static class RequestIds
{
    /// <summary>
    /// Derives a UUID of version 5 (RFC 9562, section 5.5): SHA-1 over the namespace in network order and the
    /// name in UTF-8. The same two always give the same id.
    /// </summary>
    public static Guid Derive(Guid space, string name)
    {
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // the RFC's hash; nothing secret rests on it
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        var version = BinaryPrimitives.ReadUInt16BigEndian(hash[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((version & 0x0FFF) | 0x5000));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
