using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A running call with a stream of requests and one response. Awaiting it gives the response.</summary>
public sealed class AsyncClientStreamingCall<TRequest, TResponse> : IDisposable
{
    private readonly ICallState _call;

    internal AsyncClientStreamingCall(
        IClientStreamWriter<TRequest> requestStream, Task<TResponse> responseAsync, ICallState call)
    {
        RequestStream = requestStream;
        ResponseAsync = responseAsync;
        _call = call;
    }

    public IClientStreamWriter<TRequest> RequestStream { get; }

    /// <inheritdoc cref="AsyncUnaryCall{TResponse}.ResponseAsync"/>
    public Task<TResponse> ResponseAsync { get; }

    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeadersAsync;

    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    /// <inheritdoc cref="AsyncUnaryCall{TResponse}.GetStatus"/>
    public Status GetStatus() => _call.GetStatus();

    /// <inheritdoc cref="AsyncUnaryCall{TResponse}.GetTrailers"/>
    public Metadata GetTrailers() => _call.GetTrailers();

    /// <inheritdoc cref="AsyncUnaryCall{TResponse}.Dispose"/>
    public void Dispose() => _call.Dispose();
}
