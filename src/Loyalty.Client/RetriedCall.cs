using Grpc.Core;

namespace Loyalty.Client;

/// <summary>A unary call's attempts, of which the last one's headers, status and trailers are the call's.</summary>
internal sealed class RetriedCall<TResponse> : IDisposable
{
    private readonly TaskCompletionSource<AsyncUnaryCall<TResponse>> _first =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AsyncUnaryCall<TResponse>? _last;
    private volatile bool _isDisposed;

    /// <exception cref="InvalidOperationException">The first attempt hasn't begun.</exception>
    public AsyncUnaryCall<TResponse> Last => _last ?? throw new InvalidOperationException("The call hasn't begun.");

    /// <exception cref="OperationCanceledException">The call was disposed, and is not to be sent again.</exception>
    public Task<TResponse> Begin(AsyncUnaryCall<TResponse> attempt)
    {
        Volatile.Write(ref _last, attempt);
        _first.TrySetResult(attempt);
        if (!_isDisposed) return attempt.ResponseAsync;
        attempt.Dispose();
        throw new OperationCanceledException();
    }

    /// <summary>The headers of the attempt that is under way.</summary>
    public async Task<Metadata> ResponseHeadersAsync()
    {
        await _first.Task;
        return await Last.ResponseHeadersAsync;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _last?.Dispose();
    }
}
