using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>Is a timer of an activation. Disposing it ends it; so does the end of the activation.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when the next tick comes, and the pause after each tick.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>Says when a timer ticks and what a tick may do.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>Sets both times.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Gets the wait before the first tick; zero is at once, infinite is never.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Gets the pause between the end of a tick and the next; infinite means one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Gets whether a tick may run beside other turns. Off: a tick is a turn like any.</summary>
    public bool Interleave { get; init; }

    /// <summary>Gets whether a tick counts as use of the activation, so that it is not collected.</summary>
    public bool KeepAlive { get; init; }
}
