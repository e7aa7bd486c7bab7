using System.Collections.Concurrent;
using Orleans;
using Orleans.Storage;

namespace Loyalty.Runtime.Tests.Orleans;

public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>Gets the number of the activation that answers.</summary>
    Task<int> Incarnation();

    /// <summary>Waits at the gate <c>key/hold</c>, then says who answers.</summary>
    Task<int> Hold();

    /// <summary>Asks to be deactivated, waits at the gate <c>key/leave</c>, then says who answers.</summary>
    Task<int> Leave();

    /// <summary>Asks to be deactivated.</summary>
    Task LeaveAtOnce();

    /// <summary>Deactivates with an exception, which waiting calls get.</summary>
    Task Break();

    /// <summary>Lets a storage conflict out.</summary>
    Task Conflict();
}

/// <summary>Fails as its key says: <c>…ctor</c> in the constructor, <c>…activate</c> in OnActivateAsync, once each;
/// <c>…slow</c> waits there at the gate <c>key/activate</c>.</summary>
public sealed class LifeGrain : Grain, ILifeGrain
{
    private static readonly ConcurrentDictionary<string, int> Births = new(StringComparer.Ordinal);

    private readonly Probe _probe;
    private readonly int _incarnation;

    public LifeGrain(Probe probe)
    {
        _probe = probe;
        _incarnation = Births.AddOrUpdate(Key, 1, static (_, count) => count + 1);
        if (Key.EndsWith("ctor", StringComparison.Ordinal) && _incarnation == 1)
            throw new FormatException("constructor");
    }

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _probe.Note(Key, "activating");
        if (Key.EndsWith("slow", StringComparison.Ordinal)) await _probe.Gate($"{Key}/activate");
        if (Key.EndsWith("activate", StringComparison.Ordinal) && _incarnation == 1)
            throw new FormatException("OnActivateAsync");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _probe.Note(Key, $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Incarnation()
    {
        _probe.Note(Key, "called");
        return Task.FromResult(_incarnation);
    }

    public async Task<int> Hold()
    {
        _probe.Note(Key, "held");
        await _probe.Gate($"{Key}/hold");
        return _incarnation;
    }

    public async Task<int> Leave()
    {
        DeactivateOnIdle();
        _probe.Note(Key, "leaving");
        await _probe.Gate($"{Key}/leave");
        return _incarnation;
    }

    public Task LeaveAtOnce()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Break()
    {
        _probe.Note(Key, "breaking");
        await _probe.Gate($"{Key}/break");
        GrainContext.Deactivate(new DeactivationReason(
            DeactivationReasonCode.ApplicationError, new FormatException("broken"), "broken"));
    }

    public Task Conflict() => throw new InconsistentStateException("conflict", "2", "1");
}
