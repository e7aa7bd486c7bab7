using System.Reflection;
using System.Reflection.Emit;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>Is a grain interface that passed the rules, with its class and its emitted proxy.</summary>
internal sealed class GrainInterface
{
    private readonly Func<GrainMethod[], Silo, GrainKey, GrainReference> _newProxy;
    private readonly GrainMethod[] _methods;
    private readonly GrainClass _class;

    public GrainInterface(GrainClass grainClass, Type type, ProxyModule proxies)
    {
        _class = grainClass;
        var methods = MethodsOf(type).ToArray();
        _methods = [.. methods.Select(method => new GrainMethod(
            type.Name, method.Name, method.IsDefined(typeof(ReadOnlyAttribute), inherit: false)))];
        _newProxy = ConstructorOf(proxies.Emit(type, methods));
    }

    /// <summary>Lists the methods of a grain interface, inherited ones included.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type type) => type.GetInterfaces()
        .Prepend(type)
        .SelectMany(static part => part.GetMethods(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly));

    public GrainReference Refer(Silo silo, Guid guid, string? text) =>
        _newProxy(_methods, silo, new GrainKey(_class, guid, text));

    private static Func<GrainMethod[], Silo, GrainKey, GrainReference> ConstructorOf(Type proxy)
    {
        var constructor = proxy.GetConstructors()[0];
        Type[] parameters = [typeof(GrainMethod[]), typeof(Silo), typeof(GrainKey)];
        var create = new DynamicMethod("New", typeof(GrainReference), parameters, proxy.Module, skipVisibility: true);
        var il = create.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
        return create.CreateDelegate<Func<GrainMethod[], Silo, GrainKey, GrainReference>>();
    }
}
