using System.Reflection;
using Loyalty.Domain.Cards;
using Loyalty.Testing;
using Orleans;
using Orleans.Runtime;

namespace Loyalty.Grains.Tests.Shape;

/// <summary>Checks that whatever crosses a grain call, or is kept as a grain's state, may be shared instead of
/// copied, and has the names and numbers that Orleans' serializer needs.</summary>
public static class GrainContracts
{
    /// <summary>Checks all grain interfaces and grain classes of an assembly.</summary>
    /// <returns>The faults, one sentence each; empty if there are none.</returns>
    public static IReadOnlyList<string> Check(Assembly assembly)
    {
        var types = assembly.GetTypes();
        var carried = types.Where(static type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
            .SelectMany(CarriedBy)
            .Concat(types.Where(static type => typeof(IGrainBase).IsAssignableFrom(type)).SelectMany(KeptBy));
        return Check(carried);
    }

    /// <summary>Checks types as if a call carried them.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<Type> carried)
    {
        var rules = new SharedTypeRules();
        foreach (var type in carried) rules.Check(type);
        return rules.Violations;
    }

    /// <summary>Lists what the calls of an interface carry: arguments and answers.</summary>
    public static IEnumerable<Type> CarriedBy(Type grainInterface) =>
        from method in grainInterface.GetMethods()
        from type in method.GetParameters().Select(static parameter => parameter.ParameterType)
            .Concat(AnswerOf(method.ReturnType))
        where type != typeof(CancellationToken)
        from sent in type == typeof(ICardCommand) ? CommandMaker.Types : [type]
        select sent;

    private static IEnumerable<Type> AnswerOf(Type task) => task.IsGenericType ? [task.GetGenericArguments()[0]] : [];

    private static IEnumerable<Type> KeptBy(Type grainClass) =>
        from constructor in grainClass.GetConstructors()
        from parameter in constructor.GetParameters()
        let type = parameter.ParameterType
        where type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPersistentState<>)
        select type.GetGenericArguments()[0];
}
