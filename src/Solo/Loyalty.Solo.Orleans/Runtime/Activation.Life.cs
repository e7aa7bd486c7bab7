using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>The way of an activation: created, activating, valid, deactivating, gone.</summary>
internal sealed partial class Activation
{
    private readonly TaskCompletionSource _deactivated;
    private AsyncServiceScope? _scope;
    private State _state = State.Created;
    private bool _wasValid;
    private bool _busyWithLife;
    private DeactivationReason _reason;
    private CancellationTokenSource? _activating;
    private CancellationToken _shutdown;
    private HashSet<GrainTimer>? _timers;

    private enum State
    {
        Created,
        Activating,
        Valid,
        Deactivating,
        Gone,
    }

    /// <summary>Gets the number of this activation in the silo's life: what is done to many is done in this order.
    /// </summary>
    public long Number { get; private set; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices =>
        _scope?.ServiceProvider ?? throw new InvalidOperationException($"{Key} has no activation yet.");

    public Task Deactivated => _deactivated.Task;

    /// <summary>Starts the life; only the one that won its place in the silo is started.</summary>
    public void Start(long number)
    {
        Number = number;
        Scheduler.SignalPump();
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_state is State.Deactivating or State.Gone) return;
            BeginDeactivating(deactivationReason, cancellationToken);
        }

        if (!_wasValid) Scheduler.Post(() => _activating?.Cancel());
        Scheduler.SignalPump();
    }

    /// <summary>Gets whether nobody has used this activation for its class's age.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _state is State.Valid && _running == 0 && _waiting.Count == 0
                    && Silo.Time.GetElapsedTime(_lastUsed) >= Key.Class.CollectionAge;
            }
        }
    }

    /// <summary>Starts the end if the activation is idle.</summary>
    public bool TryCollect()
    {
        lock (_gate)
        {
            if (!IsIdle) return false;
            BeginDeactivating(new(DeactivationReasonCode.ActivationIdle, "Idle for the collection age."), default);
        }

        Scheduler.SignalPump();
        return true;
    }

    public GrainTimer StartTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, callback, options);
        lock (_gate) (_timers ??= []).Add(timer);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (_gate) _timers?.Remove(timer);
    }

    private void BeginDeactivating(DeactivationReason reason, CancellationToken shutdown)
    {
        _wasValid = _state is State.Valid;
        _state = State.Deactivating;
        _reason = reason;
        _shutdown = shutdown;
    }

    /// <summary>Says what the pump does next: a part of life while no turn runs, or turns.</summary>
    private State NextStep()
    {
        if (_state is State.Valid) return State.Valid;
        if (_busyWithLife || _running > 0) return State.Gone;
        if (_state is State.Created) _state = State.Activating;
        else if (_state is not State.Deactivating) return State.Gone;
        _busyWithLife = true;
        return _state;
    }

    private async Task ActivateAsync()
    {
        var timeout = new CancellationTokenSource(Silo.Collection.ActivationTimeout, Silo.Time);
        _activating = timeout;
        try
        {
            _scope = Silo.Services.CreateAsyncScope();
            GrainInstance = Key.Class.Construct(this, out var states);
            foreach (var state in states) await state.ReadStateAsync();
            if (GrainInstance is IGrainBase grain)
                await Bounded(grain.OnActivateAsync(timeout.Token), timeout.Token);
            Log.Activated(Silo.Logger, Key);
        }
        catch (Exception exception)
        {
            Log.ActivationFailed(Silo.Logger, exception, Key);
            var code = timeout.IsCancellationRequested
                ? DeactivationReasonCode.RuntimeRequested
                : DeactivationReasonCode.ActivationFailed;
            Deactivate(new DeactivationReason(code, exception, "Activation failed."));
        }

        lock (_gate)
        {
            _busyWithLife = false;
            _lastUsed = Silo.Time.GetTimestamp();
            if (_state is State.Activating) _state = State.Valid;
        }

        _activating = null;
        timeout.Dispose();
        Scheduler.SignalPump();
    }

    private async Task FinishAsync()
    {
        EndTimers();
        if (_wasValid && GrainInstance is IGrainBase grain) await SayGoodbyeAsync(grain);

        List<Turn> waiting;
        Silo.Remove(this);
        lock (_gate)
        {
            _state = State.Gone;
            waiting = _waiting.TakeAll();
        }

        await DisposeAsync();
        Log.Deactivated(Silo.Logger, Key, _reason.ReasonCode);
        foreach (var call in waiting.OfType<Call>())
        {
            if (_reason.Exception is { } exception) call.TryFail(exception);
            else Silo.Forward(call);
        }

        _deactivated.SetResult();
    }

    private async Task SayGoodbyeAsync(IGrainBase grain)
    {
        using var timeout = new CancellationTokenSource(Silo.Collection.DeactivationTimeout, Silo.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _shutdown);
        try
        {
            await Bounded(grain.OnDeactivateAsync(_reason, either.Token), either.Token);
        }
        catch (Exception exception)
        {
            Log.DeactivationFailed(Silo.Logger, exception, Key);
        }
    }

    private async Task DisposeAsync()
    {
        EndTimers(); // those that OnDeactivateAsync started
        try
        {
            if (GrainInstance is IAsyncDisposable later) await later.DisposeAsync();
            else (GrainInstance as IDisposable)?.Dispose();
            if (_scope is { } scope) await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Log.DeactivationFailed(Silo.Logger, exception, Key);
        }
    }

    private void EndTimers()
    {
        GrainTimer[] timers;
        lock (_gate) timers = [.. _timers ?? []];
        foreach (var timer in timers) timer.Dispose();
    }

    private static Task Bounded(Task task, CancellationToken token) => task.IsCompleted ? task : task.WaitAsync(token);
}
