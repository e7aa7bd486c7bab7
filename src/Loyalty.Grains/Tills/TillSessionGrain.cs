using System.Collections.Immutable;
using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Grains.Tills;

/// <summary>
/// Keeps a till's session in the stock grain storage. Another activation may write behind its back: the storage's ETag
/// tells, and the grain invalidates, reads again and decides again.
/// </summary>
[CollectionAgeLimit(Minutes = 5)]
public sealed class TillSessionGrain(
    IGrainContext context,
    [PersistentState(TillSessionGrain.StateName, TillSessionGrain.Storage)] IPersistentState<TillSession> kept,
    TimeProvider time)
    : IGrainBase, ITillSessionGrain
{
    /// <summary>The storage's name in the silo's configuration.</summary>
    public const string Storage = "sessions";

    /// <summary>
    /// Of no other grain: the AdoNet storage finds a record by this name and the grain's key alone, not by its class.
    /// </summary>
    public const string StateName = "till_session";

    private const int MaxAttempts = 4;

    public IGrainContext GrainContext => context;

    public Task<TillSession> ReadAsync() => Task.FromResult(kept.State);

    public async Task SettleAsync(ImmutableArray<SequenceRange> settled, long oldest)
    {
        for (var attempt = 1; ; attempt++)
        {
            var next = kept.State.Settle(settled, oldest, time.GetUtcNow());
            if (ReferenceEquals(next, kept.State)) return;
            kept.State = next;
            try
            {
                await kept.WriteStateAsync();
                return;
            }
            catch (InconsistentStateException) when (attempt < MaxAttempts)
            {
                await kept.ReadStateAsync();
            }
        }
    }
}
