namespace Grpc.Core;

/// <summary>Told of each method of a service by the generated <c>BindService</c>.</summary>
public class ServiceBinderBase
{
    /// <param name="handler">Null when the service's type is bound rather than an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotSupportedException();

    /// <inheritdoc cref="AddMethod{TRequest,TResponse}(Method{TRequest,TResponse},UnaryServerMethod{TRequest,TResponse})"/>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotSupportedException();

    /// <inheritdoc cref="AddMethod{TRequest,TResponse}(Method{TRequest,TResponse},UnaryServerMethod{TRequest,TResponse})"/>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotSupportedException();

    /// <inheritdoc cref="AddMethod{TRequest,TResponse}(Method{TRequest,TResponse},UnaryServerMethod{TRequest,TResponse})"/>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotSupportedException();
}
