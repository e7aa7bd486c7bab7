using Orleans;
using Orleans.CodeGeneration;
using Orleans.Runtime;

namespace Loyalty.Simulation.Silo;

/// <summary>Gives callers on one silo the references that Orleans generated; only grains with a Guid key are simulated.
/// </summary>
/// <param name="references">The references.</param>
/// <param name="silo">The silo on which the callers are.</param>
/// <param name="around">Wraps each reference; null for nothing.</param>
internal sealed class SimulatedGrainFactory(
    GrainReferences references, IGrainReferenceRuntime silo, Func<object, object>? around = null) : IGrainFactory
{
    private readonly GrainReferenceShared shared = references.SharedBy(silo);

    public T GetGrain<T>(Guid primaryKey, string? grainClassNamePrefix = null)
        where T : IGrainWithGuidKey
    {
        var reference = references.Create(shared, GrainIdKeyExtensions.CreateGuidKey(primaryKey));
        return (T)(around?.Invoke(reference) ?? reference);
    }

    T IGrainFactory.GetGrain<T>(long primaryKey, string? grainClassNamePrefix) => throw NotSimulated();

    T IGrainFactory.GetGrain<T>(string primaryKey, string? grainClassNamePrefix) => throw NotSimulated();

    T IGrainFactory.GetGrain<T>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix) =>
        throw NotSimulated();

    T IGrainFactory.GetGrain<T>(long primaryKey, string keyExtension, string? grainClassNamePrefix) =>
        throw NotSimulated();

    T IGrainFactory.GetGrain<T>(GrainId grainId) => throw NotSimulated();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw NotSimulated();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw NotSimulated();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw NotSimulated();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        throw NotSimulated();

    IGrain IGrainFactory.GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        throw NotSimulated();

    IAddressable IGrainFactory.GetGrain(GrainId grainId) => throw NotSimulated();

    IAddressable IGrainFactory.GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw NotSimulated();

    IAddressable IGrainFactory.GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) =>
        throw NotSimulated();

    IAddressable IGrainFactory.GetGrain(Type interfaceType, IdSpan grainKey) => throw NotSimulated();

    T IGrainFactory.CreateObjectReference<T>(IGrainObserver obj) => throw NotSimulated();

    void IGrainFactory.DeleteObjectReference<T>(IGrainObserver obj) => throw NotSimulated();

    private static NotSupportedException NotSimulated() => new("The product asks for no such grain.");
}
