using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;

namespace Loyalty.Grains.Tests.Shape;

/// <summary>Checks types and, through their members, the types they are made of; each type once.</summary>
internal sealed class SharedTypeRules
{
    private const BindingFlags Members =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateOnly), typeof(TimeOnly), typeof(DateTimeOffset),
        typeof(TimeSpan),
    ];

    private readonly HashSet<Type> _seen = [];
    private readonly Dictionary<string, Type> _aliases = new(StringComparer.Ordinal);
    private readonly List<string> _violations = [];

    public IReadOnlyList<string> Violations => _violations;

    public void Check(Type type)
    {
        if (!_seen.Add(type) || type.IsPrimitive || type.IsEnum || Plain.Contains(type)) return;
        if (IsTransparent(type)) Check(type.GetGenericArguments()[0]);
        else if (!typeof(IGrain).IsAssignableFrom(type) || !type.IsInterface) CheckOwn(type);
    }

    private static bool IsTransparent(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var open
        && (open == typeof(Nullable<>) || open == typeof(ImmutableArray<>));

    private void CheckOwn(Type type)
    {
        if (type.IsInterface || type.IsArray || type.FullName!.StartsWith("System.", StringComparison.Ordinal))
        {
            Say(type, "is not a type of ours or a plain one; for many use ImmutableArray");
            return;
        }

        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            Say(type, "lacks [GenerateSerializer]");
        CheckAlias(type);
        CheckKind(type);
        CheckMembers(type);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) Check(parent);
    }

    private void CheckAlias(Type type)
    {
        if (type.GetCustomAttributes<AliasAttribute>(inherit: false).FirstOrDefault() is not { } alias)
            Say(type, "lacks [Alias]");
        else if (!_aliases.TryAdd(alias.Alias, Open(type)) && _aliases[alias.Alias] != Open(type))
            Say(type, $"has the alias {alias.Alias} of {_aliases[alias.Alias].Name}");
    }

    /// <summary>A class that is neither encrypted nor abstract could arrive as a subclass nobody checked.</summary>
    private void CheckKind(Type type)
    {
        if (type.IsValueType)
        {
            if (!type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false))
                Say(type, "is a struct, but not readonly");
        }
        else if (type.IsAbstract)
        {
            foreach (var child in type.Assembly.GetTypes().Where(child => child.BaseType == type)) Check(child);
        }
        else if (!type.IsSealed)
        {
            Say(type, "is neither sealed nor abstract");
        }
    }

    private void CheckMembers(Type type)
    {
        var numbers = new HashSet<uint>();
        foreach (var field in type.GetFields(Members))
        {
            var property = PropertyOf(type, field);
            var name = property?.Name ?? field.Name;
            if (!field.IsInitOnly) Say(type, $"has {name}, which can change");
            if (NumberOf(type, field, property) is not { } number) Say(type, $"has {name} without [Id]");
            else if (!numbers.Add(number)) Say(type, $"has the [Id] {number} twice");
            if (property is not null && property.SetMethod is null) Say(type, $"has {name}, which has no init");
            Check(field.FieldType);
        }
    }

    private static PropertyInfo? PropertyOf(Type type, FieldInfo field) => field.Name is ['<', .. var rest]
        ? type.GetProperty(rest[..rest.IndexOf('>', StringComparison.Ordinal)], Members)
        : null;

    private static uint? NumberOf(Type type, FieldInfo field, PropertyInfo? property)
    {
        if (property is null) return field.GetCustomAttribute<IdAttribute>()?.Id;
        return property.GetCustomAttribute<IdAttribute>()?.Id ?? type.GetConstructors(Members)
            .SelectMany(static constructor => constructor.GetParameters())
            .Where(parameter => parameter.Name == property.Name)
            .Select(static parameter => parameter.GetCustomAttribute<IdAttribute>()?.Id)
            .FirstOrDefault(static number => number is not null);
    }

    private static Type Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private void Say(Type type, string what) => _violations.Add($"{type.Name} {what}.");
}
