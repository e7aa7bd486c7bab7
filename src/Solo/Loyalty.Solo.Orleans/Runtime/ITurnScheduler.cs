namespace Orleans.Runtime;

/// <summary>Decides where and when grains' turns run: on the thread pool, or on a simulator's one thread.</summary>
internal interface ITurnScheduler
{
    /// <summary>Gets how a completed call wakes its caller. Production never runs the caller inside the grain's turn;
    /// a simulator completes plainly, since its callers have schedulers of their own.</summary>
    TaskCreationOptions CompletionOptions { get; }

    /// <summary>Runs the work once, soon, never inside this call.</summary>
    /// <param name="work">An activation that has turns to run.</param>
    /// <param name="yielding">Whether the work has just run and lets others go first.</param>
    void Schedule(IThreadPoolWorkItem work, bool yielding);
}

/// <summary>Runs turns on the thread pool.</summary>
internal sealed class ThreadPoolTurns : ITurnScheduler
{
    public TaskCreationOptions CompletionOptions => TaskCreationOptions.RunContinuationsAsynchronously;

    public void Schedule(IThreadPoolWorkItem work, bool yielding) =>
        ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: !yielding);
}
