using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// Finds a service or interceptor for one call: the registered one, which its container releases, or, where there is
/// none or arguments are given, one made for the call and released after it.
/// </summary>
internal sealed class Activation(Type type, object[] arguments)
{
    private readonly ObjectFactory _factory =
        ActivatorUtilities.CreateFactory(type, Array.ConvertAll(arguments, a => a.GetType()));

    private readonly bool _releases =
        type.IsAssignableTo(typeof(IAsyncDisposable)) || type.IsAssignableTo(typeof(IDisposable));

    public Task<T> CallAsync<TState, T>(IServiceProvider services, TState state, Func<object, TState, Task<T>> call)
    {
        if (arguments.Length == 0 && services.GetService(type) is { } registered)
            return call(registered, state);
        var made = _factory(services, arguments);
        return _releases ? CallAndReleaseAsync(made, state, call) : call(made, state);
    }

    public Task CallAsync<TState>(IServiceProvider services, TState state, Func<object, TState, Task> call)
    {
        if (arguments.Length == 0 && services.GetService(type) is { } registered)
            return call(registered, state);
        var made = _factory(services, arguments);
        return _releases ? CallAndReleaseAsync(made, state, call) : call(made, state);
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
