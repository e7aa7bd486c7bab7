using System.Security.Cryptography;
using System.Text.Json;
using Loyalty.Domain.Members;
using Loyalty.Ledger;

namespace Loyalty.Members.Encryption;

/// <summary>Encrypts members for the store and decrypts what it holds.</summary>
/// <param name="keys">The master keys: the first one wraps, all open.</param>
/// <param name="random">Makes data keys and nonces.</param>
internal sealed class MemberCipher(MemberKeys keys, RandomBytes random)
{
    private const string ProfileSet = "profile", ArchiveSet = "archive";

    /// <summary>Encrypts a new member with a key of their own, or the next version with the key they have.</summary>
    /// <param name="member">The version to write.</param>
    /// <param name="before">The version before; null for a new member.</param>
    /// <param name="requestKey">The request that asked for it.</param>
    /// <param name="command">The command that it asked for.</param>
    public MemberWrite Encrypt(Member member, MemberRow? before, string requestKey, IMemberCommand command)
    {
        var (id, version, profile) = (member.Id, member.Version, member.Profile!);
        var key = before is null ? DataKey.Create(random) : Unwrap(before);
        var sealedMember = new EncryptedMember(
            keys.Current.Id,
            key.Wrap(keys.Current, id, random),
            key.Encrypt(id, version, ProfileSet, EncryptedJson.WriteProfile(profile), random),
            key.Encrypt(id, version, ArchiveSet, EncryptedJson.WriteArchive(profile), random));
        return new MemberWrite(
            new MemberRow(id, version, member.CreateTime, member.UpdateTime, sealedMember), requestKey,
            key.Digest(command), HashesOf(profile));
    }

    /// <summary>The member; without profile once they are erased.</summary>
    /// <exception cref="CryptographicException">
    /// The row was changed, belongs to another member, or is wrapped with a key that isn't here.
    /// </exception>
    public Member Decrypt(MemberRow row) =>
        new(row.Id, row.Version, row.Encrypted is null ? null : ProfileOf(row), row.CreateTime, row.UpdateTime)
        {
            MergedInto = row.MergedInto,
        };

    /// <summary>Whether a request that was written asked the same.</summary>
    public bool IsSame(MemberRequest earlier, IMemberCommand command) =>
        CryptographicOperations.FixedTimeEquals(Unwrap(earlier.Row).Digest(command), earlier.Fingerprint);

    /// <summary>The member wrapped with the current master key, and found by all that are known.</summary>
    public MemberRewrap Rewrap(MemberRow row) => new(
        row, keys.Current.Id, Unwrap(row).Wrap(keys.Current, row.Id, random), HashesOf(ProfileOf(row)));

    public IReadOnlyList<byte[]> HashesOf(PhoneNumber phone) => [.. keys.All.Select(key => key.HashOf(phone).Hash)];

    public IReadOnlyList<byte[]> HashesOf(string name, DateOnly birthday) =>
        [.. keys.All.Select(key => key.HashOf(name, birthday).Hash)];

    private MemberHashes HashesOf(MemberProfile profile) => new(
        profile.Phone is { } phone ? [.. keys.All.Select(key => key.HashOf(phone))] : [],
        profile.Birthday is { } birthday ? [.. keys.All.Select(key => key.HashOf(profile.Name, birthday))] : []);

    private MemberProfile ProfileOf(MemberRow row)
    {
        var key = Unwrap(row);
        var profile = key.Decrypt(row.Id, row.Version, ProfileSet, row.Encrypted!.Profile);
        var archive = key.Decrypt(row.Id, row.Version, ArchiveSet, row.Encrypted.Archive);
        try
        {
            return EncryptedJson.Read(profile, archive);
        }
        catch (JsonException)
        {
#pragma warning disable MA0054 // its message may quote the text, which is personal
            throw new CryptographicException("The fields are in a form that isn't known here.");
#pragma warning restore MA0054
        }
    }

    private DataKey Unwrap(MemberRow row) => keys.Find(row.Encrypted!.KeyId) is { } master
        ? DataKey.Unwrap(master, row.Id, row.Encrypted.WrappedKey)
        : throw new CryptographicException($"The master key {row.Encrypted.KeyId} isn't here.");
}
