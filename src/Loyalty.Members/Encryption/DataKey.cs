using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Domain.Members;

namespace Loyalty.Members.Encryption;

/// <summary>
/// A member's own key, of 32 random bytes. It encrypts the fields, each set bound to the member, the set's name and the
/// version of the row, and makes the digests of what was asked about them: they tell nothing once the key is gone.
/// </summary>
internal sealed class DataKey(byte[] bytes)
{
    public static DataKey Create(RandomBytes random)
    {
        var bytes = new byte[MasterKey.Length];
        random(bytes);
        return new DataKey(bytes);
    }

    /// <summary>The key that wraps as a master key says.</summary>
    /// <exception cref="CryptographicException">It wraps no key of this member's.</exception>
    public static DataKey Unwrap(MasterKey master, MemberId id, byte[] wrapped) => new(master.Unwrap(id, wrapped));

    public byte[] Wrap(MasterKey master, MemberId id, RandomBytes random) => master.Wrap(id, bytes, random);

    public byte[] Encrypt(MemberId id, long version, string set, ReadOnlySpan<byte> plain, RandomBytes random) =>
        CipherBytes.Encrypt(bytes, plain, BelongsTo(id, version, set), random);

    /// <exception cref="CryptographicException">They are not these fields of this member's version.</exception>
    public byte[] Decrypt(MemberId id, long version, string set, byte[] sealedFields) =>
        CipherBytes.Decrypt(bytes, sealedFields, BelongsTo(id, version, set));

    /// <summary>A digest that says whether two requests ask the same, and nothing to who lacks the key.</summary>
    public byte[] Digest(IMemberCommand command)
    {
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, bytes, MasterKey.Length, info: "loyalty.member.request/1"u8.ToArray());
        return HMACSHA256.HashData(key, command.ToCanonical());
    }

    private static byte[] BelongsTo(MemberId id, long version, string set) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"loyalty.member.fields/1/{id}/{version}/{set}"));
}
