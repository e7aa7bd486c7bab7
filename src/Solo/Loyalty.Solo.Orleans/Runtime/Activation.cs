using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Is one living instance of a grain: its object, its queue and its turns. This part holds the queue and the
/// rule of who may run; <c>Activation.Life.cs</c> the way from creation to end.</summary>
internal sealed partial class Activation : IGrainContext
{
    private readonly Lock _gate = new();
    private TurnQueue _waiting;
    private int _waitingInterleaving;
    private int _running;

    /// <summary>How many read-only turns run; they keep others out as a turn that writes does.</summary>
    private int _reading;

    private bool _writing;

    private long _lastUsed;

    public Activation(Silo silo, GrainKey key)
    {
        Silo = silo;
        Key = key;
        Scheduler = new ActivationScheduler(this, _gate, silo.Turns);
        _deactivated = new TaskCompletionSource(silo.Turns.CompletionOptions);
    }

    /// <summary>Gets the activation whose turn this thread runs.</summary>
    public static Activation? Current => (TaskScheduler.Current as ActivationScheduler)?.Activation;

    public Silo Silo { get; }

    public GrainKey Key { get; }

    public ActivationScheduler Scheduler { get; }

    /// <summary>Gets the grain object; there is one whenever a call runs.</summary>
    public object Instance => GrainInstance!;

    /// <summary>Lets a turn wait for its time.</summary>
    /// <returns>False when this activation is gone: its successor has to take the turn.</returns>
    public bool Receive(Turn turn)
    {
        var call = turn as Call;
        var starts = false;
        var startsAtOnce = false;
        int present;
        bool refused;
        lock (_gate)
        {
            if (_state is State.Gone) return false;
            present = _running + _waiting.Count;
            refused = call is not null && IsOverLimit(present);
            if (!refused)
            {
                call?.ArrivedAt(this);
                starts = _state is State.Valid && MayStart(turn);
                startsAtOnce = starts && _waiting.Count == 0 && Scheduler.TryTake();
                if (startsAtOnce) Begin(turn);
                else Enqueue(turn);
            }
        }

        if (refused) Refuse(call!, present);
        else if (startsAtOnce) Scheduler.Start(turn);
        else if (starts) Scheduler.SignalPump();
        return true;
    }

    /// <summary>Takes a waiting call out of the queue.</summary>
    public bool Forget(Call call)
    {
        lock (_gate) return _waiting.Remove(call);
    }

    /// <summary>Runs a turn that has begun, if there is one, and starts what may start then. Runs on the activation's
    /// scheduler only.</summary>
    public void Pump(Turn? turn)
    {
        if (turn is not null) Run(turn);
        while (true)
        {
            State step;
            turn = null;
            lock (_gate)
            {
                step = NextStep();
                if (step is State.Valid && (turn = TakeNext()) is null) return;
            }

            switch (step)
            {
                case State.Activating:
                    _ = ActivateAsync();
                    return;
                case State.Deactivating:
                    _ = FinishAsync();
                    return;
                case State.Valid:
                    Run(turn!);
                    break;
                default:
                    return;
            }
        }
    }

    private void Run(Turn turn)
    {
        if (turn.IsAbandoned || turn.Run(this)) OnTurnEndedHere(turn);
    }

    /// <summary>Ends a turn that had to wait for something.</summary>
    public void OnTurnEnded(Turn turn)
    {
        OnTurnEndedHere(turn);
        Scheduler.SignalPump();
    }

    /// <summary>Answers the caller, and gives the activation up when its memory is known to be behind the storage.
    /// </summary>
    public void OnCallFailed(Call call, Exception exception)
    {
        call.TryFail(exception);
        if (exception is InconsistentStateException)
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, exception.Message));
    }

    private void OnTurnEndedHere(Turn turn)
    {
        lock (_gate)
        {
            _running--;
            if (!turn.Interleaves) Count(turn, -1);
            if (turn.KeepsAlive) _lastUsed = Silo.Time.GetTimestamp();
        }
    }

    private bool MayStart(Turn turn) =>
        turn.Interleaves || (!_writing && (turn.IsReadOnly || _reading == 0));

    private void Enqueue(Turn turn)
    {
        _waiting.Enqueue(turn);
        if (turn.Interleaves) _waitingInterleaving++;
    }

    private void Begin(Turn turn)
    {
        _running++;
        if (!turn.Interleaves) Count(turn, 1);
    }

    private void Count(Turn turn, int change)
    {
        if (turn.IsReadOnly) _reading += change;
        else _writing = change > 0;
    }

    private Turn? TakeNext()
    {
        Turn? before = null;
        for (var turn = _waiting.Head; turn is not null; before = turn, turn = turn.Next)
        {
            if (!MayStart(turn))
            {
                // Behind a write only interleaving ticks could start; mostly there are none to look for.
                if (_writing && _waitingInterleaving == 0) return null;
                continue;
            }

            _waiting.Remove(turn, before);
            if (turn.Interleaves) _waitingInterleaving--;
            Begin(turn);
            return turn;
        }

        return null;
    }

    private bool IsOverLimit(int present) =>
        Silo.Messaging.MaxEnqueuedRequestsHardLimit is > 0 and var limit && present > limit;

    private void Refuse(Call call, int present)
    {
        var limit = Silo.Messaging.MaxEnqueuedRequestsHardLimit;
        Log.TooManyCalls(Silo.Logger, Key, present, limit);
        call.TryFail(new LimitExceededException(
            $"{nameof(Silo.Messaging.MaxEnqueuedRequestsHardLimit)} is {limit}; {present} calls are at {Key}."));
    }
}
