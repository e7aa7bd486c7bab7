using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Is the base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Takes its place in the activation that is constructing it.</summary>
    protected Grain() => GrainContext = Activation.Current;

    /// <summary>Gets the activation; <see langword="null"/> in an object constructed outside the runtime.</summary>
    [AllowNull]
    public IGrainContext GrainContext { get; }

    /// <summary>Gets the way to other grains.</summary>
    protected IGrainFactory GrainFactory => Context.ActivationServices.GetRequiredService<IGrainFactory>();

    private IGrainContext Context => GrainContext
        ?? throw new InvalidOperationException("This grain was constructed outside the runtime and has no activation.");

    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Ends this activation as soon as no turn runs. Waiting calls go to the next activation.</summary>
    protected void DeactivateOnIdle() => Context.Deactivate(
        new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));
}
