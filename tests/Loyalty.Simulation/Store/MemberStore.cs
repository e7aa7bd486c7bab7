using Loyalty.Domain.Members;
using Loyalty.Members;

namespace Loyalty.Simulation.Store;

/// <summary>A members' table of which no simulated call asks more than some parts.</summary>
internal abstract class MemberStore : IMemberStore
{
    public virtual Task<MemberRow?> ReadAsync(MemberId id, CancellationToken cancellationToken) =>
        throw NotSimulated();

    public virtual Task<bool> WriteAsync(MemberWrite write, CancellationToken cancellationToken) =>
        throw NotSimulated();

    public virtual Task<bool> MergeAsync(
        MemberId id, MemberId into, DateTimeOffset time, CancellationToken cancellationToken) => throw NotSimulated();

    public Task<IReadOnlyList<MemberRow>> FindAsync(
        MemberIndex index, IReadOnlyList<byte[]> hashes, int limit, CancellationToken cancellationToken) =>
        throw NotSimulated();

    public Task<MemberRequest?> FindRequestAsync(string key, CancellationToken cancellationToken) =>
        throw NotSimulated();

    public Task<bool> EraseAsync(MemberId id, DateTimeOffset time, CancellationToken cancellationToken) =>
        throw NotSimulated();

    public Task<IReadOnlyList<string>> ReadKeyIdsAsync(CancellationToken cancellationToken) => throw NotSimulated();

    public Task RegisterKeyAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        throw NotSimulated();

    public Task<IReadOnlyList<MemberRow>> ReadWrappedAsync(
        string keyId, MemberId after, int limit, CancellationToken cancellationToken) => throw NotSimulated();

    public Task RewrapAsync(IReadOnlyList<MemberRewrap> rewraps, CancellationToken cancellationToken) =>
        throw NotSimulated();

    public Task RetireKeysAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        throw NotSimulated();

    public Task RetireKeysAsync(IReadOnlyList<string> known, CancellationToken cancellationToken) =>
        throw NotSimulated();

    private static NotSupportedException NotSimulated() => new("No simulated call asks for it.");
}
