namespace Loyalty.Torture.Checks;

/// <summary>
/// Decides whether a server ended rightly that nobody had asked to. A silo that was out of the others' reach for so
/// long that they may have declared it dead is right to end by SIGABRT, as Orleans does it, when it learns of that; any
/// other end is wrong. Whether it was out of reach is known from what was done to it, not from what it says.
/// </summary>
/// <param name="time">By which time out of reach is measured.</param>
public sealed class Endings(TimeProvider time)
{
    /// <summary>SIGABRT, as a shell tells it.</summary>
    public const int Aborted = 128 + 6;

    /// <summary>Three probes of 2 s are missed before a silo is given up; a second of it may have passed before.
    /// </summary>
    private static readonly TimeSpan s_givenUpAfter = TimeSpan.FromSeconds(5);

    /// <summary>In which it learns of it, from a PostgreSQL that may be out of its reach for a while.</summary>
    private static readonly TimeSpan s_learnsWithin = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private int reasons;
    private long left;
    private long returned;
    private bool wasLong;

    /// <summary>The others can't reach it from now on, for one reason more.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (reasons++ == 0) left = time.GetTimestamp();
        }
    }

    /// <summary>One of the reasons for which the others can't reach it has ended.</summary>
    public void Return()
    {
        lock (gate)
        {
            if (--reasons > 0 || time.GetElapsedTime(left) < s_givenUpAfter) return;
            (wasLong, returned) = (true, time.GetTimestamp());
        }
    }

    /// <summary>Whether an end just now was right. What was done before it explains no other.</summary>
    public bool TakeRight(int exitCode)
    {
        lock (gate)
        {
            var isAway = reasons > 0 && time.GetElapsedTime(left) >= s_givenUpAfter;
            var wasAway = wasLong && time.GetElapsedTime(returned) <= s_learnsWithin;
            wasLong = false;
            return exitCode == Aborted && (isAway || wasAway);
        }
    }
}
