namespace Grpc.Core;

/// <summary>A running call with a stream of requests and a stream of responses, independent of each other.</summary>
public sealed class AsyncDuplexStreamingCall<TRequest, TResponse> : IDisposable
{
    private readonly ICallState _call;

    internal AsyncDuplexStreamingCall(
        IClientStreamWriter<TRequest> requestStream, IAsyncStreamReader<TResponse> responseStream, ICallState call)
    {
        RequestStream = requestStream;
        ResponseStream = responseStream;
        _call = call;
    }

    public IClientStreamWriter<TRequest> RequestStream { get; }

    public IAsyncStreamReader<TResponse> ResponseStream { get; }

    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeadersAsync;

    /// <inheritdoc cref="AsyncUnaryCall{TResponse}.GetStatus"/>
    public Status GetStatus() => _call.GetStatus();

    /// <inheritdoc cref="AsyncUnaryCall{TResponse}.GetTrailers"/>
    public Metadata GetTrailers() => _call.GetTrailers();

    /// <inheritdoc cref="AsyncServerStreamingCall{TResponse}.Dispose"/>
    public void Dispose() => _call.Dispose();
}
