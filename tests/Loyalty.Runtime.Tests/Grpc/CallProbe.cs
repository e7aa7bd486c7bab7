using System.Collections.Concurrent;

namespace Loyalty.Runtime.Tests;

/// <summary>What the handlers of one server tell the test, and what the test tells them.</summary>
public sealed class CallProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _made;
    private int _released;

    public ConcurrentQueue<string> Notes { get; } = new();

    public int ServicesMade => _made;

    public int ServicesReleased => _released;

    /// <summary>Ends when a handler has begun to act on a message.</summary>
    public Task Entered => _entered.Task.WaitAsync(s_patience);

    /// <summary>Ends when a handler has seen its token fire.</summary>
    public Task Canceled => _canceled.Task.WaitAsync(s_patience);

    /// <summary>Ends with what a write after the end threw; null when it threw nothing.</summary>
    public Task<Exception?> LateWrite => _late.Task.WaitAsync(s_patience);

    /// <summary>What a hanging handler waits for.</summary>
    public Task Held => _release.Task;

    public void Release() => _release.TrySetResult();

    public void NoteEntered() => _entered.TrySetResult();

    public void NoteCanceled() => _canceled.TrySetResult();

    public void NoteLateWrite(Exception? thrown) => _late.TrySetResult(thrown);

    public void NoteMade() => Interlocked.Increment(ref _made);

    public void NoteReleased() => Interlocked.Increment(ref _released);
}
