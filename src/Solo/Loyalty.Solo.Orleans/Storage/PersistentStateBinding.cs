using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Is a constructor parameter of a grain class that a record is injected into.</summary>
internal sealed record PersistentStateBinding(Type ParameterType, string StateName, string? StorageName)
{
    public static IEnumerable<PersistentStateBinding> Of(ConstructorInfo constructor) =>
        from parameter in constructor.GetParameters()
        let wanted = parameter.GetCustomAttribute<PersistentStateAttribute>()
        where wanted is not null
        select new PersistentStateBinding(parameter.ParameterType, wanted.StateName, wanted.StorageName);

    public IStorage Create(Activation activation)
    {
        var services = activation.ActivationServices;
        var storage = StorageName is null
            ? services.GetService<MemoryStorage>()
            : services.GetKeyedService<MemoryStorage>(StorageName);
        if (storage is null)
            throw new InvalidOperationException(
                $"No storage is named {StorageName}: add it where the silo is configured.");
        var type = typeof(PersistentState<>).MakeGenericType(ParameterType.GetGenericArguments()[0]);
        return (IStorage)Activator.CreateInstance(type, storage, activation.Key, StateName)!;
    }
}
