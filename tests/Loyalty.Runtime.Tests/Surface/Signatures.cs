using System.Reflection;

namespace Loyalty.Runtime.Tests.Surface;

/// <summary>Writes what an assembly shows the world, one line per type, per base or interface, and per member, so that
/// two assemblies can be compared as sets of lines. Names of parameters count only in optional ones, nullability not
/// at all; a member stands with the type that declares it.</summary>
public static class Signatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    /// <summary>Lists the signatures of an assembly's public types.</summary>
    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes().SelectMany(Of);

    /// <summary>Lists the signatures of a public type.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        var name = Name(type);
        yield return $"{Kind(type)} {name}";
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            yield return $"{name} : {Name(parent)}";
        foreach (var part in type.GetInterfaces().Where(static part => part.IsVisible))
            yield return $"{name} : {Name(part)}";
        foreach (var member in type.GetMembers(Declared).Select(Member).OfType<string>())
            yield return $"{name}.{member}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string? Member(MemberInfo member) => member switch
    {
        FieldInfo { DeclaringType.IsEnum: true, IsLiteral: true } value =>
            $"{value.Name} = {value.GetRawConstantValue()}",
        FieldInfo field when IsSeen(field) => $"{field.Name}: {Name(field.FieldType)}",
        ConstructorInfo { IsStatic: false } constructor when IsSeen(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsSeen(method) && !IsOfRecordOrObject(method) =>
            $"{Static(method)}{method.Name}{Generic(method)}({Parameters(method)}): {Name(method.ReturnType)}",
        _ => null,
    };

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(FieldInfo field) =>
        !field.IsSpecialName && (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly);

    /// <summary>Overrides of object's methods say nothing about the surface.</summary>
    private static bool IsOfRecordOrObject(MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType is var first
        && (first == typeof(object) || first == typeof(ValueType) || first == typeof(Exception));

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Generic(MethodInfo method) => method.IsGenericMethodDefinition
        ? $"<{string.Join(", ", method.GetGenericArguments().Select(Constrained))}>"
        : "";

    private static string Constrained(Type parameter)
    {
        var constraints = parameter.GetGenericParameterConstraints().Select(Name).Order(StringComparer.Ordinal);
        var all = string.Join(" & ", constraints);
        return all.Length == 0 ? parameter.Name : $"{parameter.Name}: {all}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) => parameter.HasDefaultValue
        ? $"{Name(parameter.ParameterType)} {parameter.Name} = {parameter.RawDefaultValue ?? "null"}"
        : Name(parameter.ParameterType);

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.HasElementType) return $"{Name(type.GetElementType()!)}{(type.IsArray ? "[]" : "&")}";
        if (!type.IsGenericType) return type.FullName!.Replace('+', '.');
        var open = type.GetGenericTypeDefinition().FullName!.Replace('+', '.');
        return $"{open[..open.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
