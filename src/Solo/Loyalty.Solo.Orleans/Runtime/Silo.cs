using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Finds or makes the activation a call is for, and ends them all when the host stops.</summary>
internal sealed class Silo : IDisposable
{
    private readonly ConcurrentDictionary<GrainKey, Activation> _activations = new();
    private readonly ResponseTimeouts _timeouts;
    private long _lastNumber;
    private volatile Phase _phase;

    public Silo(
        IServiceProvider services,
        ITurnScheduler turns,
        TimeProvider time,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        ILogger<Silo> logger)
    {
        Services = services;
        Turns = turns;
        Time = time;
        Messaging = messaging.Value;
        Collection = collection.Value;
        Logger = logger;
        _timeouts = new ResponseTimeouts(time, Messaging.ResponseTimeout, Expire);
    }

    private enum Phase
    {
        NotStarted,
        Running,
        Draining,
        Stopped,
    }

    public IServiceProvider Services { get; }

    public ITurnScheduler Turns { get; }

    public TimeProvider Time { get; }

    public SiloMessagingOptions Messaging { get; }

    public GrainCollectionOptions Collection { get; }

    public ILogger Logger { get; }

    private static DeactivationReason ShuttingDown =>
        new(DeactivationReasonCode.ShuttingDown, "The process stops.");

    /// <summary>Finds living activations, oldest first: the order of the dictionary is nobody's.</summary>
    public List<Activation> Find(Func<Activation, bool> which) =>
        [.. _activations.Select(static pair => pair.Value).Where(which).OrderBy(static found => found.Number)];

    public void Start()
    {
        _timeouts.Start();
        _phase = Phase.Running;
    }

    /// <summary>Ends all activations. A call to one that still lives is run; no new one is made. What is still running
    /// when the token is cancelled is left behind, its callers told.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _phase = Phase.Draining;
        using var timeout = new CancellationTokenSource(Collection.DeactivationTimeout, Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var all = Find(static _ => true);
        foreach (var activation in all) activation.Deactivate(ShuttingDown, deadline.Token);
        try
        {
            foreach (var activation in all) await activation.Deactivated.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Log.StoppedBusy(Logger, _activations.Count);
        }

        _phase = Phase.Stopped;
        _timeouts.FailAll(static call => Unavailable(call));
        _timeouts.Dispose();
    }

    public void Dispose() => _timeouts.Dispose();

    /// <summary>Sends a call on its way; what happens to it reaches the caller through its answer.</summary>
    public void Send(Call call)
    {
        _timeouts.Watch(call);
        call.ListenForCancellation();
        if (!call.IsAbandoned) Deliver(call);
    }

    /// <summary>Passes a call on that waited at an activation which ended.</summary>
    public void Forward(Call call)
    {
        if (++call.Forwards <= Messaging.MaxForwardCount)
            Deliver(call);
        else
            call.TryFail(new OrleansMessageRejectionException($"{call} was forwarded {call.Forwards - 1} times."));
    }

    public void Remove(Activation activation) =>
        _activations.TryRemove(new KeyValuePair<GrainKey, Activation>(activation.Key, activation));

    private static SiloUnavailableException Unavailable(Call call) =>
        new($"{call}: the process is not started or stops.");

    /// <summary>A new activation starts when its first call is there: if it fails, that caller learns it.</summary>
    private void Deliver(Call call)
    {
        bool isReceived;
        do
        {
            var target = FindOrCreate(call.Key, out var isNew);
            if (target is null)
            {
                call.TryFail(Unavailable(call));
                return;
            }

            isReceived = target.Receive(call);
            if (isNew) Start(target);
        }
        while (!isReceived);
    }

    private Activation? FindOrCreate(GrainKey key, out bool isNew)
    {
        isNew = false;
        var phase = _phase;
        if (phase is Phase.NotStarted or Phase.Stopped) return null;
        if (_activations.TryGetValue(key, out var found)) return found;
        if (phase is Phase.Draining) return null;

        var mine = new Activation(this, key);
        var winner = _activations.GetOrAdd(key, mine);
        isNew = winner == mine;
        return winner;
    }

    private void Start(Activation activation)
    {
        activation.Start(Interlocked.Increment(ref _lastNumber));
        if (_phase is not Phase.Running) activation.Deactivate(ShuttingDown);
    }

    private void Expire(Call call, TimeSpan timeout)
    {
        if (call.TryFail(new TimeoutException($"{call} was not answered in {timeout}.")))
            Log.TimedOut(Logger, call.Method, call.Key, timeout);
    }
}
