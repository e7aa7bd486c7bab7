using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;

namespace Loyalty.Simulation.Silo;

/// <summary>
/// The references, requests and codecs that Orleans generated for one grain interface. Finding them costs more than a
/// run, and they keep no state: one of these serves all runs of a process.
/// </summary>
internal sealed class GrainReferences
{
    private readonly ServiceProvider services;
    private readonly CodecProvider codecs;
    private readonly CopyContextPool copies;
    private readonly Func<GrainReferenceShared, IdSpan, object> create;

    public GrainReferences(Type grainInterface)
    {
        var collection = new ServiceCollection();
        collection.AddSerializer(builder => builder
            .AddAssembly(grainInterface.Assembly)
            .AddAssembly(typeof(IGrainFactory).Assembly));
        services = collection.BuildServiceProvider();
        codecs = services.GetRequiredService<CodecProvider>();
        copies = services.GetRequiredService<CopyContextPool>();
        Serializer = services.GetRequiredService<Serializer>();
        create = Constructor(services.GetRequiredService<IOptions<TypeManifestOptions>>().Value.InterfaceProxies
            .Single(grainInterface.IsAssignableFrom));
        Interface = grainInterface;
        GrainType = GrainType.Create(grainInterface.Name);
    }

    public Type Interface { get; }

    public GrainType GrainType { get; }

    public Serializer Serializer { get; }

    /// <summary>Returns the common part of all references of one silo.</summary>
    public GrainReferenceShared SharedBy(IGrainReferenceRuntime silo) => new(
        GrainType, GrainInterfaceType.Create(Interface.Name), 0, silo, InvokeMethodOptions.None, codecs, copies,
        services);

    public object Create(GrainReferenceShared shared, IdSpan key) => create(shared, key);

    private static Func<GrainReferenceShared, IdSpan, object> Constructor(Type proxy)
    {
        var (shared, key) = (Expression.Parameter(typeof(GrainReferenceShared)), Expression.Parameter(typeof(IdSpan)));
        var body = Expression.New(proxy.GetConstructor([shared.Type, key.Type])!, shared, key);
        return Expression.Lambda<Func<GrainReferenceShared, IdSpan, object>>(body, shared, key).Compile();
    }
}
