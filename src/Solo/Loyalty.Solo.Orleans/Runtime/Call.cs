namespace Orleans.Runtime;

/// <summary>Is one call on its way from a caller to a grain and back. Exactly one of answer, failure, time-out and
/// cancellation reaches the caller.</summary>
internal abstract class Call : Turn
{
    private int _answered;
    private CancellationTokenRegistration _cancellation;
    private CancellationTokenSource? _calleeCancellation;
    private Activation? _target;

    /// <summary>Neighbours among the calls that wait for their answer; guarded by <see cref="Shard"/>.</summary>
    public Call? Older;

    public Call? Newer;

    public ResponseTimeouts.Shard? Shard;

    /// <summary>The token the caller passed, if the method takes one.</summary>
    public CancellationToken CallerToken;

    protected Call(GrainMethod method) => Method = method;

    /// <summary>Gets the method that is called.</summary>
    public GrainMethod Method { get; }

    public GrainKey Key { get; set; }

    public long SentAt { get; set; }

    public int Forwards { get; set; }

    public override bool IsReadOnly => Method.IsReadOnly;

    public override bool IsAbandoned => Volatile.Read(ref _answered) != 0;

    /// <summary>Gets the token the grain's method gets: its own, cancelled as a turn of the activation, so that what
    /// the grain registered on it runs there.</summary>
    public CancellationToken CalleeToken
    {
        get
        {
            if (!CallerToken.CanBeCanceled) return CancellationToken.None;
            var source = new CancellationTokenSource();
            Volatile.Write(ref _calleeCancellation, source);
            if (CallerToken.IsCancellationRequested) source.Cancel();
            return source.Token;
        }
    }

    public void ArrivedAt(Activation activation) => Volatile.Write(ref _target, activation);

    public void ListenForCancellation()
    {
        if (CallerToken.CanBeCanceled)
            _cancellation = CallerToken.UnsafeRegister(static call => ((Call)call!).Cancel(), this);
    }

    /// <summary>Answers with an exception, if nothing has been answered yet.</summary>
    public bool TryFail(Exception exception)
    {
        if (!TryClaimAnswer()) return false;
        SetException(exception);
        return true;
    }

    public override string ToString() => $"{Method} on {Key}";

    protected bool TryClaimAnswer()
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0) return false;
        Shard?.Remove(this);
        if (CallerToken.CanBeCanceled) _cancellation.Unregister();
        return true;
    }

    protected abstract void SetException(Exception exception);

    /// <summary>The caller is answered at once; the grain learns of it on its own turn.</summary>
    private void Cancel()
    {
        TryFail(new OperationCanceledException(CallerToken));
        if (Volatile.Read(ref _target) is not { } target || target.Forget(this)) return;
        if (Volatile.Read(ref _calleeCancellation) is { } source) target.Scheduler.Post(source.Cancel);
    }
}
