using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Runtime;

/// <summary>Emits, for each grain interface, a reference class that implements it, and for each of its methods a call
/// class that holds the arguments. A call then costs no reflection and boxes nothing.</summary>
internal sealed class ProxyModule
{
    /// <summary>The name this assembly's internals are visible to.</summary>
    private const string AssemblyName = "Loyalty.Solo.Orleans.Proxies";

    private static readonly Type[] ReferenceParameters = [typeof(GrainMethod[]), typeof(Silo), typeof(GrainKey)];

    private readonly Lock _gate = new();
    private readonly ModuleBuilder _module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName(AssemblyName), AssemblyBuilderAccess.Run)
        .DefineDynamicModule(AssemblyName);

    private int _count;

    /// <summary>Emits the classes of an interface.</summary>
    /// <returns>The reference class; its constructor takes methods, silo and key.</returns>
    public Type Emit(Type grainInterface, MethodInfo[] methods)
    {
        lock (_gate)
        {
            var name = $"{grainInterface.FullName}#{_count++}";
            var proxy = _module.DefineType(
                name, TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference), [grainInterface]);
            EmitConstructor(proxy, typeof(GrainReference), ReferenceParameters);
            for (var i = 0; i < methods.Length; i++)
            {
                var shape = new CallShape(methods[i]);
                var call = EmitCall($"{name}.{methods[i].Name}#{i}", shape);
                EmitMethod(proxy, shape, call, i);
            }

            return proxy.CreateType();
        }
    }

    private static ConstructorBuilder EmitConstructor(TypeBuilder type, Type baseType, Type[] parameters)
    {
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, parameters);
        var il = constructor.GetILGenerator();
        for (var i = 0; i <= parameters.Length; i++) il.Emit(OpCodes.Ldarg, (short)i);
        il.Emit(OpCodes.Call, baseType.GetConstructor(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, parameters)!);
        il.Emit(OpCodes.Ret);
        return constructor;
    }

    /// <summary>The body: make the call, put the arguments in, send it.</summary>
    private static void EmitMethod(TypeBuilder proxy, CallShape shape, EmittedCall call, int index)
    {
        var method = proxy.DefineMethod(
            shape.Method.Name,
            MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig,
            shape.Method.ReturnType,
            shape.Parameters);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Call, typeof(GrainReference).GetMethod(nameof(GrainReference.MethodAt))!);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(GrainReference).GetProperty(nameof(GrainReference.Turns))!.GetMethod!);
        il.Emit(OpCodes.Newobj, call.Constructor);
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Stfld, call.Arguments[i]);
        }

        il.Emit(OpCodes.Call, shape.Send);
        il.Emit(OpCodes.Ret);
        proxy.DefineMethodOverride(method, shape.Method);
    }

    private EmittedCall EmitCall(string name, CallShape shape)
    {
        var type = _module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed, shape.CallType);
        Type[] parameters = [typeof(GrainMethod), typeof(ITurnScheduler)];
        var constructor = EmitConstructor(type, shape.CallType, parameters);
        var arguments = new FieldInfo[shape.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = shape.Parameters[i] == typeof(CancellationToken)
                ? typeof(Call).GetField(nameof(Call.CallerToken))!
                : type.DefineField($"argument{i}", shape.Parameters[i], FieldAttributes.Public);
        }

        EmitInvoke(type, shape, arguments);
        type.CreateType();
        return new EmittedCall(constructor, arguments);
    }

    private static void EmitInvoke(TypeBuilder type, CallShape shape, FieldInfo[] arguments)
    {
        var invoke = type.DefineMethod(
            shape.Invoke.Name,
            MethodAttributes.Family | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig,
            shape.Invoke.ReturnType,
            [typeof(object)]);
        var il = invoke.GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, shape.Method.DeclaringType!);
        for (var i = 0; i < arguments.Length; i++)
        {
            il.Emit(OpCodes.Ldarg_0);
            if (shape.Parameters[i] == typeof(CancellationToken))
                il.Emit(OpCodes.Call, typeof(Call).GetProperty(nameof(Call.CalleeToken))!.GetMethod!);
            else
                il.Emit(OpCodes.Ldfld, arguments[i]);
        }

        il.Emit(OpCodes.Callvirt, shape.Method);
        if (shape.Wrap is { } wrap) il.Emit(OpCodes.Newobj, wrap);
        il.Emit(OpCodes.Ret);
    }

    private readonly record struct EmittedCall(ConstructorInfo Constructor, FieldInfo[] Arguments);
}
