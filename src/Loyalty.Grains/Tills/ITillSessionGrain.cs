using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Loyalty.Grains.Tills;

/// <summary>
/// A till's session, keyed by the till's <see cref="Domain.Caller.RequestScope"/>: how far what it uploads is answered.
/// </summary>
[Alias("loyalty.ITillSessionGrain")]
public interface ITillSessionGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("read")]
    Task<TillSession> ReadAsync();

    /// <summary>Notes what was settled, in any order and any number of times.</summary>
    /// <param name="settled">Settled numbers.</param>
    /// <param name="oldest">The oldest number that the till still keeps; what is older counts as answered.</param>
    [Alias("settle")]
    Task SettleAsync(ImmutableArray<SequenceRange> settled, long oldest);
}
