using Loyalty.Domain.Members;

namespace Loyalty.Members;

/// <summary>
/// The members' tables of a database. It knows nothing of keys and never sees a personal word: what it is given is
/// encrypted or a keyed hash. Failures are <see cref="StoreException"/>s.
/// </summary>
public interface IMemberStore
{
    /// <summary>Null if there is no such member.</summary>
    Task<MemberRow?> ReadAsync(MemberId id, CancellationToken cancellationToken);

    /// <summary>The members, by id, that have one of these hashes.</summary>
    Task<IReadOnlyList<MemberRow>> FindAsync(
        MemberIndex index, IReadOnlyList<byte[]> hashes, int limit, CancellationToken cancellationToken);

    /// <summary>Finds the outcome of a request; null if it was never written.</summary>
    Task<MemberRequest?> FindRequestAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a new member, or the next version of one, with the request that asked for it and the hashes to find them
    /// by, in one transaction. False, and nothing written, if a guard fails: the member isn't at the version before,
    /// or is erased; the request was written before; another member has the phone.
    /// </summary>
    Task<bool> WriteAsync(MemberWrite write, CancellationToken cancellationToken);

    /// <summary>
    /// Erases everything encrypted, the wrapped key and all hashes; the row stays, at its next version. False if
    /// there was nothing to erase.
    /// </summary>
    Task<bool> EraseAsync(MemberId id, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>
    /// Erases the same as an erasure does; the row stays and names the member that they were merged into. False, and
    /// nothing done, if there was nothing to erase, or if the member to stay is erased or merged.
    /// </summary>
    Task<bool> MergeAsync(MemberId id, MemberId into, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>The master keys that members may be wrapped with.</summary>
    Task<IReadOnlyList<string>> ReadKeyIdsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a master key one that members may be wrapped with, and is not retired; others are refused by the database.
    /// </summary>
    Task RegisterKeyAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Members wrapped with a master key, by id, from behind a given one on.</summary>
    Task<IReadOnlyList<MemberRow>> ReadWrappedAsync(
        string keyId, MemberId after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the wrapped keys and hashes of members, in one transaction. A member who is at another version by then,
    /// or wrapped anew, stays as they are.
    /// </summary>
    Task RewrapAsync(IReadOnlyList<MemberRewrap> rewraps, CancellationToken cancellationToken);

    /// <summary>
    /// Retires the master keys, but this one, that wrap no member now. Other nodes may still wrap with them, until all
    /// have the new one first.
    /// </summary>
    Task RetireKeysAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>
    /// Unregisters the retired keys that are not known and wrap no member, and throws away the hashes under them. With
    /// many members that may take a minute.
    /// </summary>
    Task RetireKeysAsync(IReadOnlyList<string> known, CancellationToken cancellationToken);
}

/// <summary>The index by which members are found.</summary>
public enum MemberIndex
{
    /// <summary>Unique: no two members have the same.</summary>
    Phone = 1,

    /// <summary>Folded name and birthday.</summary>
    NameAndBirthday = 2,
}

/// <summary>A member's stored row.</summary>
/// <param name="Id">For ever.</param>
/// <param name="Version">1 when created.</param>
/// <param name="CreateTime">To the microsecond, as all times here.</param>
/// <param name="UpdateTime">Of this version.</param>
/// <param name="Encrypted">Null once they are erased or merged.</param>
public sealed record MemberRow(
    MemberId Id, long Version, DateTimeOffset CreateTime, DateTimeOffset UpdateTime, EncryptedMember? Encrypted)
{
    /// <summary>The member that they were merged into; null if into none.</summary>
    public MemberId? MergedInto { get; init; }
}

/// <summary>A member's personal data, encrypted with a key of its own.</summary>
/// <param name="KeyId">The master key that wraps that key.</param>
/// <param name="WrappedKey">The key, wrapped.</param>
/// <param name="Profile">Name, phone, birthday, gender, address.</param>
/// <param name="Archive">Consents, tags, notes.</param>
public sealed record EncryptedMember(string KeyId, byte[] WrappedKey, byte[] Profile, byte[] Archive);

/// <summary>A hash to find a member by, and the master key that it is made with.</summary>
public readonly record struct MemberHash(string KeyId, byte[] Hash);

/// <summary>Hashes of one member under all master keys that are known.</summary>
/// <param name="Phones">Empty if they have no phone.</param>
/// <param name="Names">Empty if they have no birthday.</param>
public sealed record MemberHashes(IReadOnlyList<MemberHash> Phones, IReadOnlyList<MemberHash> Names);

/// <summary>A change to make true, or not at all.</summary>
public sealed record MemberWrite(MemberRow Row, string RequestKey, byte[] Fingerprint, MemberHashes Hashes);

/// <summary>A request that was written, and the member it made or changed, as they are now.</summary>
public sealed record MemberRequest(byte[] Fingerprint, MemberRow Row);

/// <summary>A member's new wrapping.</summary>
/// <param name="Row">As they were read.</param>
/// <param name="KeyId">The new master key.</param>
/// <param name="WrappedKey">The same key, wrapped with it.</param>
/// <param name="Hashes">To find them by.</param>
public sealed record MemberRewrap(MemberRow Row, string KeyId, byte[] WrappedKey, MemberHashes Hashes);
