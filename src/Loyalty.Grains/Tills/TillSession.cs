using System.Collections.Immutable;

namespace Loyalty.Grains.Tills;

/// <summary>
/// How far what a till uploads is answered. It only ever moves forward, and is kept where it may be lost or old: then
/// the till sends again and gets replays.
/// </summary>
[GenerateSerializer, Immutable, Alias("loyalty.TillSession")]
public sealed record TillSession
{
    /// <summary>Gaps that are cached; beyond them the session lags until the till says what it still has.</summary>
    public const int MaxAhead = 64;

    /// <summary>Everything up to here is answered; 0 if nothing is known.</summary>
    [Id(0)]
    public long LastSequence { get; init; }

    /// <summary>
    /// The ranges that are answered beyond a gap, ascending: another stream of the till may be about to fill it.
    /// </summary>
    [Id(1)]
    public ImmutableArray<SequenceRange> Ahead { get; init; } = [];

    /// <summary>When it last changed; null if it never did.</summary>
    [Id(2)]
    public DateTimeOffset? UpdateTime { get; init; }

    /// <summary>The session with these numbers answered too; itself if they say nothing new.</summary>
    public TillSession Settle(ImmutableArray<SequenceRange> settled, long oldest, DateTimeOffset now)
    {
        var known = new SequenceRange(0, Math.Max(LastSequence, oldest - 1));
        var all = SequenceRange.Join([known, .. Ahead, .. settled]);
        var ahead = all.RemoveAt(0);
        if (ahead.Length > MaxAhead) ahead = ahead.RemoveRange(MaxAhead, ahead.Length - MaxAhead);
        return all[0].Last == LastSequence && ahead.AsSpan().SequenceEqual(Ahead.AsSpan())
            ? this
            : new TillSession { LastSequence = all[0].Last, Ahead = ahead, UpdateTime = now };
    }
}
