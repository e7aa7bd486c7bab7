using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Is a class of grains: how to construct one, and how long it lives without use.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _construct;
    private readonly PersistentStateBinding[] _states;

    public GrainClass(Type type, TimeSpan defaultCollectionAge)
    {
        Type = type;
        CollectionAge = AgeOf(type, defaultCollectionAge);
        _states = [.. PersistentStateBinding.Of(Constructor(type))];
        _construct = ActivatorUtilities.CreateFactory(type, [.. _states.Select(state => state.ParameterType)]);
    }

    public Type Type { get; }

    public string Name => Type.Name;

    public TimeSpan CollectionAge { get; }

    /// <summary>Constructs the grain from its activation's scope.</summary>
    /// <exception cref="InvalidOperationException">The constructor failed; the cause is inside.</exception>
    /// <param name="activation">The activation whose turn this is.</param>
    /// <param name="states">The grain's records, still to be read.</param>
    public object Construct(Activation activation, out IStorage[] states)
    {
        states = [.. _states.Select(state => state.Create(activation))];
        try
        {
            return _construct(activation.ActivationServices, [.. states]);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The constructor of {Type} failed.", exception);
        }
    }

    private static ConstructorInfo Constructor(Type type) => type.GetConstructors() is [var only]
        ? only
        : throw new ArgumentException($"The grain class {type} needs exactly one public constructor.", nameof(type));

    private static TimeSpan AgeOf(Type type, TimeSpan otherwise) =>
        type.GetCustomAttribute<CollectionAgeLimitAttribute>() switch
        {
            null => otherwise,
            { AlwaysActive: true } => TimeSpan.MaxValue,
            { AgeLimit: var age } => age,
        };
}
