using System.Security.Cryptography;
using Loyalty.Domain.Members;
using Loyalty.Members;
using Loyalty.Members.Encryption;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Ledger.Tests.Members;

/// <summary>A store whose answers get lost, or that can't be reached.</summary>
internal sealed class BreakingStore(IMemberStore inner) : IMemberStore
{
    /// <summary>Of writes, how many are done and yet not answered.</summary>
    public int AnswersLost { get; set; }

    /// <summary>Whether it goes away when an answer is lost.</summary>
    public bool IsAwayAfterLoss { get; init; }

    /// <summary>Whether nothing can be asked; nothing happens then.</summary>
    public bool IsAway { get; set; }

    /// <summary>How many batches of rewraps are done before the store goes away.</summary>
    public int RewrapsUntilBroken { get; set; } = int.MaxValue;

    public Task<long> RewrapAsync(params MasterKey[] keys) => new MemberRewrapping(
        this, new LedgerOptions { Deadline = TimeSpan.FromMilliseconds(50) }, LedgerEnvironment.Production,
        RandomNumberGenerator.Fill, NullLogger<MemberRewrapping>.Instance).RunAsync(new MemberKeys(keys), default);

    public Task<MemberRow?> ReadAsync(MemberId id, CancellationToken cancellationToken) =>
        IfHere(() => inner.ReadAsync(id, cancellationToken));

    public Task<IReadOnlyList<MemberRow>> FindAsync(
        MemberIndex index, IReadOnlyList<byte[]> hashes, int limit, CancellationToken cancellationToken) =>
        IfHere(() => inner.FindAsync(index, hashes, limit, cancellationToken));

    public Task<MemberRequest?> FindRequestAsync(string key, CancellationToken cancellationToken) =>
        IfHere(() => inner.FindRequestAsync(key, cancellationToken));

    public Task<bool> WriteAsync(MemberWrite write, CancellationToken cancellationToken) =>
        LosingAsync(() => inner.WriteAsync(write, cancellationToken));

    public Task<bool> EraseAsync(MemberId id, DateTimeOffset time, CancellationToken cancellationToken) =>
        LosingAsync(() => inner.EraseAsync(id, time, cancellationToken));

    public Task<bool> MergeAsync(
        MemberId id, MemberId into, DateTimeOffset time, CancellationToken cancellationToken) =>
        LosingAsync(() => inner.MergeAsync(id, into, time, cancellationToken));

    public Task<IReadOnlyList<string>> ReadKeyIdsAsync(CancellationToken cancellationToken) =>
        IfHere(() => inner.ReadKeyIdsAsync(cancellationToken));

    public Task RegisterKeyAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        inner.RegisterKeyAsync(keyId, time, cancellationToken);

    public Task<IReadOnlyList<MemberRow>> ReadWrappedAsync(
        string keyId, MemberId after, int limit, CancellationToken cancellationToken) =>
        IfHere(() => inner.ReadWrappedAsync(keyId, after, limit, cancellationToken));

    public Task RewrapAsync(IReadOnlyList<MemberRewrap> rewraps, CancellationToken cancellationToken)
    {
        if (RewrapsUntilBroken-- <= 0) IsAway = true;
        return IfHere(async () =>
        {
            await inner.RewrapAsync(rewraps, cancellationToken);
            return true;
        });
    }

    public Task RetireKeysAsync(string keyId, DateTimeOffset time, CancellationToken cancellationToken) =>
        inner.RetireKeysAsync(keyId, time, cancellationToken);

    public Task RetireKeysAsync(IReadOnlyList<string> known, CancellationToken cancellationToken) =>
        inner.RetireKeysAsync(known, cancellationToken);

    private Task<T> IfHere<T>(Func<Task<T>> call) =>
        IsAway ? throw new StoreException(StoreFailure.Unavailable, "It is away.") : call();

    private async Task<bool> LosingAsync(Func<Task<bool>> change)
    {
        var answer = await IfHere(change);
        if (AnswersLost-- <= 0) return answer;
        IsAway = IsAwayAfterLoss;
        throw new StoreException(StoreFailure.Unknown, "The answer is lost.");
    }
}
