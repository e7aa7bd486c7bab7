using Grpc.Core;

namespace Loyalty.Client;

/// <summary>Makes a call, and makes it again as the policy says.</summary>
internal sealed class Retrier(RetryPolicy policy, TimeProvider time, Func<double> random)
{
    /// <exception cref="RefusedException">A final refusal, or a transient one when the time was over.</exception>
    /// <exception cref="OperationCanceledException">The caller's own token.</exception>
    public async Task<TResponse> RunAsync<TState, TResponse>(
        Func<TState, Task<TResponse>> call, TState state, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var attempts = 1; ; attempts++)
        {
            TimeSpan? backoff;
            try
            {
                return await call(state);
            }
            catch (RpcException e)
            {
                cancellation.ThrowIfCancellationRequested();
                var refusal = Refusal.From(e);
                backoff = refusal.IsTransient
                    ? policy.BackoffAfter(attempts, time.GetElapsedTime(started), random())
                    : null;
                if (backoff is null) throw new RefusedException(refusal, attempts, e);
            }

            await Task.Delay(backoff.Value, time, cancellation);
        }
    }

    /// <summary>Does a step of a stream once, with a refusal for whatever ends it.</summary>
    public static async Task<T> RefusingAsync<T>(Func<Task<T>> step, CancellationToken cancellation)
    {
        try
        {
            return await step();
        }
        catch (RpcException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new RefusedException(Refusal.From(e), attempts: 1, e);
        }
    }
}
