using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A running call with one request and one response. Awaiting it gives the response.</summary>
public sealed class AsyncUnaryCall<TResponse> : IDisposable
{
    private readonly ICallState _call;

    internal AsyncUnaryCall(Task<TResponse> responseAsync, ICallState call)
    {
        ResponseAsync = responseAsync;
        _call = call;
    }

    /// <summary>Ends with the response, or with <see cref="RpcException"/> when the status is not OK.</summary>
    public Task<TResponse> ResponseAsync { get; }

    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeadersAsync;

    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) =>
        ResponseAsync.ConfigureAwait(continueOnCapturedContext);

    /// <summary>The status of an ended call; <see cref="InvalidOperationException"/> before that.</summary>
    public Status GetStatus() => _call.GetStatus();

    /// <summary>The trailers of an ended call; <see cref="InvalidOperationException"/> before that.</summary>
    public Metadata GetTrailers() => _call.GetTrailers();

    /// <summary>Cancels the call if it still runs.</summary>
    public void Dispose() => _call.Dispose();
}
