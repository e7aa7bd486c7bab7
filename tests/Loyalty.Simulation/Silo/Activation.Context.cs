using Orleans;
using Orleans.Runtime;

namespace Loyalty.Simulation.Silo;

/// <summary>Members of a grain's context that no grain of ours asks for.</summary>
internal sealed partial class Activation
{
    GrainReference IGrainContext.GrainReference => throw NotSimulated();

    ActivationId IGrainContext.ActivationId => throw NotSimulated();

    GrainAddress IGrainContext.Address => throw NotSimulated();

    IServiceProvider IGrainContext.ActivationServices => throw NotSimulated();

    IGrainLifecycle IGrainContext.ObservableLifecycle => throw NotSimulated();

    IWorkItemScheduler IGrainContext.Scheduler => throw NotSimulated();

    public object? GetComponent(Type componentType) => null;

    void IGrainContext.SetComponent<T>(T? value)
        where T : class => throw NotSimulated();

    void IGrainContext.ReceiveMessage(object message) => throw NotSimulated();

    void IGrainContext.Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken) =>
        throw NotSimulated();

    void IGrainContext.Rehydrate(IRehydrationContext context) => throw NotSimulated();

    void IGrainContext.Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken) =>
        throw NotSimulated();

    private static NotSupportedException NotSimulated() => new("The simulator has no such part of Orleans.");
}
