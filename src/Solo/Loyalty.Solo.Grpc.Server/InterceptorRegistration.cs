namespace Grpc.AspNetCore.Server;

public class InterceptorRegistration
{
    internal InterceptorRegistration(Type type, object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Type = type;
        Arguments = [.. arguments];
    }

    public Type Type { get; }

    public IReadOnlyList<object> Arguments { get; }
}
