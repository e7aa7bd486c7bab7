using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>Ticks as turns of its activation. The next tick is timed from the end of the last.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;
    private TimeSpan _next;
    private TimeSpan? _changedTo;
    private bool _ticking;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        _next = options.Period;
        var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _timer = activation.Silo.Time.CreateTimer(
            static self => ((GrainTimer)self!).QueueTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        flow?.Undo();
        _timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        _next = period;
        if (_ticking) _changedTo = dueTime;
        else _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        _timer.Dispose();
        _activation.Forget(this);
    }

    private void QueueTick()
    {
        _ticking = true;
        _activation.Receive(new Tick(this));
    }

    private async ValueTask TickAsync()
    {
        _changedTo = null;
        try
        {
            await _callback(_disposed.Token);
        }
        catch (Exception exception)
        {
            Log.TimerFailed(_activation.Silo.Logger, exception, _activation.Key);
        }

        _ticking = false;
        if (!_disposed.IsCancellationRequested) _timer.Change(_changedTo ?? _next, Timeout.InfiniteTimeSpan);
    }

    private sealed class Tick(GrainTimer timer) : Turn
    {
        public override bool Interleaves => timer._options.Interleave;

        public override bool KeepsAlive => timer._options.KeepAlive;

        public override bool IsAbandoned => timer._disposed.IsCancellationRequested;

        public override bool Run(Activation activation)
        {
            var pending = timer.TickAsync();
            if (pending.IsCompleted) return true;
            _ = FinishAsync(activation, pending);
            return false;
        }

        private async Task FinishAsync(Activation activation, ValueTask pending)
        {
            await pending;
            activation.OnTurnEnded(this);
        }
    }
}
