using Orleans.Runtime;
using Orleans.Storage;

namespace Loyalty.Grains.Tests.Runtime;

[Alias("loyalty.tests.ILifeGrain")]
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>Says which activation answers; the first is 1.</summary>
    [Alias("incarnation")]
    Task<int> Incarnation();

    /// <summary>Waits at the gate <c>key/hold</c>, notes <c>done</c>, says which activation answers.</summary>
    [Alias("hold")]
    Task<int> Hold();

    /// <summary>Asks to be deactivated, waits at the gate <c>key/leave</c>, then says which activation answers.
    /// </summary>
    [Alias("leave")]
    Task<int> Leave();

    /// <summary>Asks to be deactivated.</summary>
    [Alias("leave-at-once")]
    Task LeaveAtOnce();

    /// <summary>Deactivates with an exception, which waiting calls get.</summary>
    [Alias("break")]
    Task Break();

    /// <summary>Lets a storage conflict out.</summary>
    [Alias("conflict")]
    Task Conflict();
}

/// <summary>
/// Fails once as its key says: <c>…-constructor</c> or <c>…-activation</c>; <c>…-slow</c> waits in OnActivateAsync at
/// the gate <c>key/activate</c>. A grain without a base class, as the engine's are.
/// </summary>
public sealed class LifeGrain : IGrainBase, ILifeGrain
{
    private readonly Probe probe;
    private readonly int incarnation;

    public LifeGrain(IGrainContext context, Probe probe)
    {
        GrainContext = context;
        this.probe = probe;
        incarnation = probe.NextIncarnation(Key);
        if (Key.Contains("-constructor", StringComparison.Ordinal) && incarnation == 1)
            throw new FormatException("in the constructor");
    }

    public IGrainContext GrainContext { get; }

    private string Key => GrainContext.GrainId.Key.ToString()!;

    public async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Note(Key, "activating");
        if (Key.EndsWith("slow", StringComparison.Ordinal)) await probe.Gate($"{Key}/activate");
        if (Key.Contains("-activation", StringComparison.Ordinal) && incarnation == 1)
            throw new FormatException("in OnActivateAsync");
    }

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note(Key, $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Incarnation()
    {
        probe.Note(Key, "called");
        return Task.FromResult(incarnation);
    }

    public async Task<int> Hold()
    {
        probe.Note(Key, "held");
        await probe.Gate($"{Key}/hold");
        probe.Note(Key, "done");
        return incarnation;
    }

    public async Task<int> Leave()
    {
        this.DeactivateOnIdle();
        probe.Note(Key, "leaving");
        await probe.Gate($"{Key}/leave");
        return incarnation;
    }

    public Task LeaveAtOnce()
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Break()
    {
        probe.Note(Key, "breaking");
        await probe.Gate($"{Key}/break");
        GrainContext.Deactivate(new DeactivationReason(
            DeactivationReasonCode.ApplicationError, new FormatException("broken"), "broken"));
    }

    public Task Conflict() => throw new InconsistentStateException("conflict", "2", "1");
}
