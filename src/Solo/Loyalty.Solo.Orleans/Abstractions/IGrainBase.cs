using Orleans.Runtime;

namespace Orleans;

/// <summary>Is a grain class, as the runtime sees it.</summary>
public interface IGrainBase
{
    /// <summary>Gets the activation this object belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call; what it throws is the answer of every call that waits.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call, if the process lives to do so.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
