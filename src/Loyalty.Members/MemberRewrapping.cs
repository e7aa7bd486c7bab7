using System.Security.Cryptography;
using Loyalty.Domain.Members;
using Loyalty.Ledger;
using Loyalty.Members.Encryption;
using Microsoft.Extensions.Logging;

namespace Loyalty.Members;

/// <summary>
/// Wraps with the current master key what older ones wrap, so that those can be taken out of the key file. It may be
/// broken off anywhere: what is done isn't found again. Nodes may do it at once.
/// </summary>
public sealed partial class MemberRewrapping(
    IMemberStore store, LedgerOptions options, LedgerEnvironment environment, RandomBytes random,
    ILogger<MemberRewrapping> logger)
{
    private const int BatchSize = 50;

    private readonly StoreAttempts attempts = new(options, environment);

    /// <summary>Goes through all members once.</summary>
    /// <returns>How many were wrapped anew.</returns>
    /// <exception cref="StoreException">The database can't be reached; the next start goes on.</exception>
    public async Task<long> RunAsync(MemberKeys keys, CancellationToken cancellationToken)
    {
        var cipher = new MemberCipher(keys, random);
        var (done, left) = (0L, 0L);
        foreach (var keyId in await attempts.RunAsync(() => store.ReadKeyIdsAsync(cancellationToken)))
        {
            if (keyId == keys.Current.Id) continue;
            var after = new MemberId(Guid.Empty);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var from = after;
                var rows = await attempts.RunAsync(
                    () => store.ReadWrappedAsync(keyId, from, BatchSize, cancellationToken));
                if (rows.Count == 0) break;
                var rewraps = rows.Select(row => TryRewrap(cipher, row)).OfType<MemberRewrap>().ToList();
                await attempts.RunAsync(async () =>
                {
                    await store.RewrapAsync(rewraps, cancellationToken);
                    return true;
                });
                done += rewraps.Count;
                left += rows.Count - rewraps.Count;
                after = rows[^1].Id;
            }
        }

        await attempts.RunAsync(async () =>
        {
            await store.RetireKeysAsync(keys.Current.Id, environment.Time.GetUtcNow(), cancellationToken);
            return true;
        });
        if (done + left > 0) Log.Done(logger, done, keys.Current.Id, left);
        return done;
    }

    /// <summary>Null for a record that can't be opened: it keeps its key registered, so it isn't removed.</summary>
    private MemberRewrap? TryRewrap(MemberCipher cipher, MemberRow row)
    {
        try
        {
            return cipher.Rewrap(row);
        }
        catch (CryptographicException e)
        {
            Log.NotOpened(logger, row.Id.Value, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Information,
            "{Members} members are wrapped with the master key {KeyId} now; {Left} could not be opened")]
        public static partial void Done(ILogger logger, long members, string keyId, long left);

        [LoggerMessage(2, LogLevel.Error, "The record of member {MemberId} can't be opened: {Reason}")]
        public static partial void NotOpened(ILogger logger, Guid memberId, string reason);
    }
}
