using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// Finds a service or interceptor for one call: the registered one, which its container releases, or, where there is
/// none or arguments are given, one made for the call and released after it.
/// </summary>
internal sealed class Activation(Type type, object[] arguments, IServiceProvider root)
{
    private readonly ObjectFactory _factory =
        ActivatorUtilities.CreateFactory(type, Array.ConvertAll(arguments, a => a.GetType()));

    private readonly bool _releases =
        type.IsAssignableTo(typeof(IAsyncDisposable)) || type.IsAssignableTo(typeof(IDisposable));

    /// <summary>Whether one instance serves all calls, which then need no container of their own.</summary>
    private readonly bool _isSingleton =
        arguments.Length == 0 && root.GetRequiredService<Registrations>().IsSingleton(type);

    private object? _singleton;

    public Task<T> CallAsync<TState, T>(HttpContext http, TState state, Func<object, TState, Task<T>> call)
    {
        if (Registered(http) is { } registered)
            return call(registered, state);
        var made = _factory(http.RequestServices, arguments);
        return _releases ? CallAndReleaseAsync(made, state, call) : call(made, state);
    }

    public Task CallAsync<TState>(HttpContext http, TState state, Func<object, TState, Task> call)
    {
        if (Registered(http) is { } registered)
            return call(registered, state);
        var made = _factory(http.RequestServices, arguments);
        return _releases ? CallAndReleaseAsync(made, state, call) : call(made, state);
    }

    private object? Registered(HttpContext http)
    {
        if (_isSingleton)
            return _singleton ??= root.GetRequiredService(type);
        return arguments.Length == 0 ? http.RequestServices.GetService(type) : null;
    }

    private static async Task<T> CallAndReleaseAsync<TState, T>(
        object made, TState state, Func<object, TState, Task<T>> call)
    {
        try
        {
            return await call(made, state).ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync(made).ConfigureAwait(false);
        }
    }

    private static async Task CallAndReleaseAsync<TState>(object made, TState state, Func<object, TState, Task> call)
    {
        try
        {
            await call(made, state).ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync(made).ConfigureAwait(false);
        }
    }

    private static ValueTask ReleaseAsync(object made)
    {
        if (made is IAsyncDisposable asynchronous)
            return asynchronous.DisposeAsync();
        (made as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
