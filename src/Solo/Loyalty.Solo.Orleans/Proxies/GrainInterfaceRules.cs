using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Says what a grain interface must be. The real packages refuse most of this when they compile.</summary>
internal static class GrainInterfaceRules
{
    /// <summary>Checks an interface.</summary>
    /// <returns>What is wrong, in words; empty when nothing is.</returns>
    public static IReadOnlyList<string> Check(Type type)
    {
        if (!type.IsInterface) return [$"{type.Name} is not an interface"];
        List<string> wrong = [];
        if (!type.IsVisible) wrong.Add("it is not public");
        if (type.IsGenericType) wrong.Add("it is generic");
        var guid = typeof(IGrainWithGuidKey).IsAssignableFrom(type);
        var text = typeof(IGrainWithStringKey).IsAssignableFrom(type);
        if (guid == text) wrong.Add("it must extend exactly one of IGrainWithGuidKey and IGrainWithStringKey");
        wrong.AddRange(GrainInterface.MethodsOf(type).SelectMany(CheckMethod));
        if (type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Length > 0)
            wrong.Add("it has static members");
        return wrong;
    }

    private static IEnumerable<string> CheckMethod(MethodInfo method)
    {
        if (method.IsSpecialName) yield return $"{method.Name} belongs to a property or an event";
        if (!method.IsAbstract || !method.IsPublic) yield return $"{method.Name} is not a plain public method";
        if (method.IsGenericMethod) yield return $"{method.Name} is generic";
        if (!IsAnswer(method.ReturnType)) yield return $"{method.Name} must return Task or ValueTask";
        var parameters = method.GetParameters();
        foreach (var parameter in parameters)
        {
            if (parameter.ParameterType is { IsByRef: true } or { IsPointer: true } or { IsByRefLike: true })
                yield return $"{method.Name} takes {parameter.Name} by reference";
        }

        if (parameters.Count(static parameter => parameter.ParameterType == typeof(CancellationToken)) > 1)
            yield return $"{method.Name} takes more than one CancellationToken";
    }

    private static bool IsAnswer(Type type) => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var open
            && (open == typeof(Task<>) || open == typeof(ValueTask<>)));
}
