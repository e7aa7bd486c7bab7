using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Says which of the four kinds of answer a method has, and so which call class it derives from and how its
/// answer travels.</summary>
internal sealed class CallShape
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    public CallShape(MethodInfo method)
    {
        Method = method;
        Parameters = [.. method.GetParameters().Select(static parameter => parameter.ParameterType)];
        var answer = method.ReturnType;
        var isTask = typeof(Task).IsAssignableFrom(answer);
        if (answer.IsGenericType)
        {
            var result = answer.GetGenericArguments()[0];
            CallType = typeof(Call<>).MakeGenericType(result);
            Send = Sender(isTask ? nameof(GrainReference.Send) : nameof(GrainReference.SendValue))
                .MakeGenericMethod(result);
            Wrap = isTask ? typeof(ValueTask<>).MakeGenericType(result).GetConstructor([answer]) : null;
        }
        else
        {
            CallType = typeof(VoidCall);
            Send = Sender(isTask ? nameof(GrainReference.SendVoid) : nameof(GrainReference.SendVoidValue));
            Wrap = isTask ? typeof(ValueTask).GetConstructor([answer]) : null;
        }

        Invoke = CallType.GetMethod("Invoke", Members)!;
    }

    public MethodInfo Method { get; }

    public Type[] Parameters { get; }

    /// <summary>Gets the class that the emitted call derives from.</summary>
    public Type CallType { get; }

    /// <summary>Gets the method of that class which the emitted call overrides.</summary>
    public MethodInfo Invoke { get; }

    /// <summary>Gets the reference's method that sends the call.</summary>
    public MethodInfo Send { get; }

    /// <summary>Gets what turns the grain's Task into a ValueTask; none where it already is one.</summary>
    public ConstructorInfo? Wrap { get; }

    private static MethodInfo Sender(string name) => typeof(GrainReference).GetMethod(name, Members)!;
}
