using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Knows the grain interfaces and their classes. An interface is checked and its proxy emitted when it is
/// first asked for; the classes are those of the program's assemblies.</summary>
internal sealed class GrainTypes
{
    private readonly ConcurrentDictionary<Type, GrainInterface> _interfaces = new();
    private readonly ConcurrentDictionary<Type, GrainClass> _classes = new();
    private readonly Lazy<Type[]> _candidates = new(() => [.. Assemblies().SelectMany(GrainClassesOf)]);
    private readonly GrainCollectionOptions _collection;
    private readonly ProxyModule _proxies = new();

    public GrainTypes(IOptions<GrainCollectionOptions> collection) => _collection = collection.Value;

    /// <summary>Finds a grain interface.</summary>
    /// <exception cref="ArgumentException">It breaks a rule, or has no class or several.</exception>
    public GrainInterface Interface(Type type) =>
        _interfaces.TryGetValue(type, out var known) ? known : _interfaces.GetOrAdd(type, Build);

    /// <summary>Checks the settings against the grain classes.</summary>
    /// <exception cref="OrleansConfigurationException">Says what to write instead.</exception>
    public void CheckSettings()
    {
        var quantum = _collection.CollectionQuantum;
        if (quantum <= TimeSpan.Zero)
            throw new OrleansConfigurationException($"CollectionQuantum is {quantum}; set a time greater than zero.");
        CheckAge("CollectionAge", _collection.CollectionAge);
        foreach (var type in _candidates.Value) CheckAge($"The age limit of {type.Name}", Class(type).CollectionAge);

        void CheckAge(string what, TimeSpan age)
        {
            if (age <= quantum)
                throw new OrleansConfigurationException(
                    $"{what} is {age}; set more than CollectionQuantum, {quantum}.");
        }
    }

    private static IEnumerable<Type> GrainClassesOf(Assembly assembly) => assembly.GetTypes()
        .Where(static type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
            && typeof(IGrainBase).IsAssignableFrom(type));

    /// <summary>The program's assemblies that use grains: the loaded ones, and what they reference but nobody has
    /// loaded yet.</summary>
    private static IEnumerable<Assembly> Assemblies()
    {
        var own = typeof(Grain).Assembly.GetName().Name;
        var seen = new HashSet<string?>(StringComparer.Ordinal);
        var open = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies());
        while (open.TryDequeue(out var assembly))
        {
            var name = assembly.GetName();
            if (assembly.IsDynamic || IsFramework(name) || !seen.Add(name.Name)) continue;
            var references = assembly.GetReferencedAssemblies();
            foreach (var reference in references)
            {
                if (IsFramework(reference) || seen.Contains(reference.Name)) continue;
                if (TryLoad(reference) is { } loaded) open.Enqueue(loaded);
            }

            if (references.Any(reference => reference.Name == own)) yield return assembly;
        }
    }

    /// <summary>A reference that nothing needs at run time may be missing.</summary>
    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static bool IsFramework(AssemblyName name) =>
        name.Name is null or "netstandard" || name.Name.StartsWith("System", StringComparison.Ordinal)
        || name.Name.StartsWith("Microsoft.", StringComparison.Ordinal);

    private GrainInterface Build(Type type)
    {
        if (GrainInterfaceRules.Check(type) is [_, ..] broken)
        {
            throw new ArgumentException(
                $"{type} can't be a grain interface: {string.Join("; ", broken)}.", nameof(type));
        }

        var classes = _candidates.Value.Where(type.IsAssignableFrom).ToArray();
        return classes switch
        {
            [var one] => new GrainInterface(Class(one), type, _proxies),
            [] => throw new ArgumentException($"No grain class implements {type}.", nameof(type)),
            _ => throw new ArgumentException(
                $"{type} is implemented by {string.Join(" and ", classes.AsEnumerable())}.", nameof(type)),
        };
    }

    private GrainClass Class(Type type) =>
        _classes.GetOrAdd(type, static (type, age) => new GrainClass(type, age), _collection.CollectionAge);
}
