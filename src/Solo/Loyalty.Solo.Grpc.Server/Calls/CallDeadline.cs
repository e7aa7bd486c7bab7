namespace Grpc.AspNetCore.Server;

/// <summary>
/// Ends a call at its deadline: the client has its answer before the handler is told, and a handler that doesn't listen
/// only loses the way to answer.
/// </summary>
internal sealed class CallDeadline : IAsyncDisposable
{
    /// <summary>A timer can't be set further.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    private readonly Lock _gate = new();
    private readonly ServerCall _call;
    private readonly ITimer _timer;
    private CancellationTokenRegistration _aborted;
    private CancellationTokenSource? _stop;
    private Task _exceeding = Task.CompletedTask;
    private bool _stopped;

    public CallDeadline(ServerCall call, TimeSpan timeout)
    {
        _call = call;
        Time = TimeProvider.System.GetUtcNow().UtcDateTime + timeout;
        _timer = TimeProvider.System.CreateTimer(
            static deadline => ((CallDeadline)deadline!).Exceed(),
            this,
            timeout < s_longest ? timeout : Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public DateTime Time { get; }

    /// <summary>Made when first asked for: most handlers end before they would listen.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                if (_stop is null)
                {
                    _stop = new CancellationTokenSource();
                    if (_stopped)
                        _stop.Cancel();
                    else
                        _aborted = _call.Http.RequestAborted.UnsafeRegister(
                            static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
                }

                return _stop.Token;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _aborted.Unregister();
        await _exceeding.ConfigureAwait(false);
    }

    private void Exceed()
    {
        if (_call.TryExceedDeadline())
            _exceeding = ExceedAsync();
    }

    private async Task ExceedAsync()
    {
        await _call.SendEndAsync().ConfigureAwait(false);
        CancellationTokenSource? stop;
        lock (_gate)
        {
            _stopped = true;
            stop = _stop;
        }

        if (stop is not null)
            await stop.CancelAsync().ConfigureAwait(false);
    }
}
