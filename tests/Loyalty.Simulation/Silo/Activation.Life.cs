using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Loyalty.Simulation.Silo;

internal sealed partial class Activation
{
    private readonly TaskCompletionSource deactivated = new();
    private Life life = Life.Activating;
    private DeactivationReason reason;
    private IGrainBase? instance;
    private bool hasBegun;

    private enum Life
    {
        Activating,
        Valid,
        Deactivating,
        Gone,
    }

    public object? GrainInstance => instance;

    public Task Deactivated => deactivated.Task;

    public bool IsGone => life == Life.Gone;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (life is Life.Deactivating or Life.Gone) return;
        reason = deactivationReason;
        life = Life.Deactivating;
        Post(pump);
    }

    object? ITargetHolder.GetTarget() => instance;

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    /// <summary>
    /// Steps: (1) the directory learns of it, and may know another; (2) the grain is made; (3) the calls that came
    /// meanwhile may begin, in any order.
    /// </summary>
    private async Task ActivateAsync()
    {
        try
        {
            // 1. Register.
            if (await silo.Cluster.RegisterAsync(this) is var winner && winner != this)
            {
                GoTo(winner);
                return;
            }

            // 2. Make.
            instance = silo.Make(this);
            await instance.OnActivateAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // whatever a grain throws here is its callers' to hear
        catch (Exception exception)
#pragma warning restore CA1031
        {
            life = Life.Gone;
            silo.Remove(this);
            foreach (var call in TakeWaiting()) silo.Reply(call, Response.FromException(exception));
            return;
        }

        // 3. Begin.
        hasBegun = true;
        if (life == Life.Activating) life = Life.Valid;
        silo.Cluster.Dice.Shuffle(waiting);
        Pump();
    }

    /// <summary>Another activation is the one: what waits goes there.</summary>
    private void GoTo(Activation winner)
    {
        life = Life.Gone;
        silo.Remove(this);
        foreach (var call in TakeWaiting()) silo.Forward(call, winner.Silo);
        deactivated.SetResult();
    }

    private async Task LeaveAsync()
    {
        life = Life.Gone;
        try
        {
            await instance!.OnDeactivateAsync(reason, CancellationToken.None);
        }
#pragma warning disable CA1031 // nobody is there to hear it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            silo.Machine.Loop.Trace.Say($"{GrainId} failed as it left: {exception.Message}");
        }

        silo.Remove(this);
        silo.Cluster.Unregister(this);
        foreach (var call in TakeWaiting()) silo.Forward(call, to: null);
        deactivated.SetResult();
    }

    private Call[] TakeWaiting()
    {
        Call[] calls = [.. waiting];
        waiting.Clear();
        return calls;
    }
}
