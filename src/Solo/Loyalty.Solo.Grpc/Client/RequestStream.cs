using System.Net;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The stream of requests of a call.</summary>
internal sealed class RequestStream<TRequest, TResponse> : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly ClientCall<TRequest, TResponse> _call;
    private Task _write = Task.CompletedTask;

    public RequestStream(ClientCall<TRequest, TResponse> call)
    {
        _call = call;
        call.Requests = this;
        Content = new Body(this);
    }

    public HttpContent Content { get; }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_gate)
        {
            CheckIdle();
            return _write = WriteCoreAsync(message, cancellationToken);
        }
    }

    public Task CompleteAsync()
    {
        lock (_gate)
        {
            CheckIdle();
            _completed.TrySetResult();
            return Task.CompletedTask;
        }
    }

    /// <summary>Lets go of the request's body when the call has ended.</summary>
    public void Abandon()
    {
        _opened.TrySetCanceled();
        _completed.TrySetCanceled();
    }

    private async Task WriteCoreAsync(TRequest message, CancellationToken cancellationToken)
    {
        if (_call.End is { } end)
            throw _call.Failure(end);
        using var registration = cancellationToken.UnsafeRegister(
            static call => ((ClientCall<TRequest, TResponse>)call!).Cancel(), _call);
        try
        {
            var options = WriteOptions ?? _call.Options.WriteOptions;
            var stream = await _opened.Task.ConfigureAwait(false);
            await RequestBody.WriteAsync(_call, message, options, stream).ConfigureAwait(false);
            if (WriteOptions.Flushes(options))
                await stream.FlushAsync(_call.Stopped).ConfigureAwait(false);
        }
        catch (Exception e)
            when (_call.End is not null || e is OperationCanceledException or ObjectDisposedException)
        {
            // Whatever this side does ends the call first. Its status is for who reads the responses.
            throw _call.Failure(_call.End ?? new Status(StatusCode.Cancelled, "The server has ended the call.", e));
        }
    }

    private void CheckIdle()
    {
        if (_completed.Task.IsCompletedSuccessfully)
            throw new InvalidOperationException("The request stream has been completed.");
        if (!_write.IsCompleted)
            throw new InvalidOperationException("The previous write is still in progress.");
    }

    private sealed class Body : HttpContent
    {
        private readonly RequestStream<TRequest, TResponse> _requests;

        public Body(RequestStream<TRequest, TResponse> requests)
        {
            _requests = requests;
            Headers.TryAddWithoutValidation("Content-Type", Wire.Headers.ContentType);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            // The flush sends the head now: a server may answer before the first message.
            await stream.FlushAsync(_requests._call.Stopped).ConfigureAwait(false);
            if (!_requests._opened.TrySetResult(stream))
                throw new IOException("The connection was lost, and what was streamed can't be sent again.");
            // The token fires when the server has ended the call and wants no more of the body (RFC 9113, section 8.1).
            // The body has to end then and there: while it lasts, HTTP takes a connection that closes for a call that
            // failed, although its status has come.
            await _requests._completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
