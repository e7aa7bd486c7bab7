using System.Collections.ObjectModel;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

public class InterceptorCollection : Collection<InterceptorRegistration>
{
    /// <summary>
    /// Adds an interceptor: the registered one, or one made for each call from these arguments and the call's services.
    /// </summary>
    public void Add<TInterceptor>(params object[] args)
        where TInterceptor : Interceptor => Add(new InterceptorRegistration(typeof(TInterceptor), args));
}
