using System.Security.Cryptography;

namespace Loyalty.Members.Encryption;

/// <summary>Fills a span with bytes that nobody can foresee.</summary>
public delegate void RandomBytes(Span<byte> bytes);

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) in one form, version 1: the version's byte, a random nonce of 12 bytes, the
/// ciphertext, a tag of 16 bytes. What the bytes belong to is authenticated with them, so that they open nowhere else.
/// </summary>
internal static class CipherBytes
{
    private const byte Version = 1;
    private const int NonceLength = 12, TagLength = 16, Overhead = 1 + NonceLength + TagLength;

    public static byte[] Encrypt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> belongsTo, RandomBytes random)
    {
        var bytes = new byte[Overhead + plain.Length];
        bytes[0] = Version;
        var nonce = bytes.AsSpan(1, NonceLength);
        random(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(
            nonce, plain, bytes.AsSpan(1 + NonceLength, plain.Length), bytes.AsSpan(bytes.Length - TagLength),
            belongsTo);
        return bytes;
    }

    /// <exception cref="CryptographicException">Another key, other bytes, or they belong elsewhere.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> belongsTo)
    {
        if (bytes.Length < Overhead || bytes[0] != Version)
            throw new CryptographicException("The encrypted bytes are of no form that is known.");
        var plain = new byte[bytes.Length - Overhead];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            bytes.Slice(1, NonceLength), bytes.Slice(1 + NonceLength, plain.Length), bytes[^TagLength..], plain,
            belongsTo);
        return plain;
    }
}
