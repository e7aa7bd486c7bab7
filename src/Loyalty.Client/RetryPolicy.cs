namespace Loyalty.Client;

/// <summary>
/// When the same request is sent again: after full-jitter exponential back-off, as long as the refusal is transient and
/// the total time isn't over. What is sent again is the same request, byte for byte: the engine then answers what
/// became of the first.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>The upper bound of the first back-off; each further one doubles it.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>No attempt begins later than this after the first. 0 means one attempt only.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The time to wait after a number of attempts, at least 1; null if it is over.</summary>
    /// <param name="attempts">Attempts made.</param>
    /// <param name="elapsed">Since the first began.</param>
    /// <param name="random">A number of [0, 1).</param>
    public TimeSpan? BackoffAfter(int attempts, TimeSpan elapsed, double random)
    {
        if (elapsed >= Total) return null;
        var bound = Math.Min(MaxBackoff.Ticks, FirstBackoff.Ticks * Math.Pow(2, attempts - 1));
        // Never 0: a server that refuses at once would be asked in a tight loop.
        var backoff = TimeSpan.FromTicks((long)(bound * (0.1 + (0.9 * random))));
        // The last attempt is made when the time is over, not up to a whole back-off before.
        return backoff < Total - elapsed ? backoff : Total - elapsed;
    }
}
