using System.Security.Cryptography;
using System.Text;
using Loyalty.Domain.Members;

namespace Loyalty.Members.Encryption;

/// <summary>
/// A master key: 32 random bytes. It is used only through keys derived from it by HKDF (RFC 5869), one for each
/// purpose; its id is derived as well, so that a key can't be taken for another.
/// </summary>
public sealed class MasterKey
{
    public const int Length = 32;
    private const int IdLength = 8;

    private readonly byte[] wrapping;
    private readonly byte[] phones;
    private readonly byte[] names;

    public MasterKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException($"A master key has {Length} bytes.", nameof(bytes));
        var key = bytes.ToArray();
        wrapping = Derive(key, "wrap");
        phones = Derive(key, "phone");
        names = Derive(key, "name");
        Id = Convert.ToHexStringLower(Derive(key, "id").AsSpan(0, IdLength));
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Names the key and tells nothing of it: 16 hexadecimal digits.</summary>
    public string Id { get; }

    internal byte[] Wrap(MemberId id, ReadOnlySpan<byte> dataKey, RandomBytes random) =>
        CipherBytes.Encrypt(wrapping, dataKey, BelongsTo(id), random);

    internal byte[] Unwrap(MemberId id, ReadOnlySpan<byte> wrapped) =>
        CipherBytes.Decrypt(wrapping, wrapped, BelongsTo(id));

    internal MemberHash HashOf(PhoneNumber phone) =>
        new(Id, HMACSHA256.HashData(phones, Encoding.UTF8.GetBytes(phone.E164)));

    /// <summary>The hash of a name, folded as it is searched for, and a birthday.</summary>
    internal MemberHash HashOf(string name, DateOnly birthday) => new(
        Id,
        HMACSHA256.HashData(names, Encoding.UTF8.GetBytes($"{birthday:yyyy-MM-dd}/{PersonName.Fold(name)}")));

    public override string ToString() => Id;

    private byte[] BelongsTo(MemberId id) => Encoding.UTF8.GetBytes($"loyalty.member.key/1/{id}/{Id}");

    private static byte[] Derive(byte[] key, string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, key, Length, info: Encoding.UTF8.GetBytes($"loyalty.member.{purpose}/1"));
}
