using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>
/// One call on a channel. It ends once, and whoever ends it first says how: the server's status, the deadline, the
/// caller's cancellation, a disposal, or a failure of the connection. The end cancels whatever still runs.
/// </summary>
internal sealed class ClientCall<TRequest, TResponse>(
    GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options) : ICallState
    where TRequest : class
    where TResponse : class
{
    /// <summary>A timer can't be set further; a later deadline is the server's alone.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(24);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<Metadata>? _headersWaiter;
    private HttpResponseMessage? _response;
    private Metadata? _trailers;
    private Status? _end;
    private ITimer? _deadlineTimer;
    private CancellationTokenRegistration _cancellation;

    public GrpcChannel Channel => channel;

    public Method<TRequest, TResponse> Method => method;

    public CallOptions Options => options;

    /// <summary>Fires when the call ends by anything else than the server's status.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Set before the start where the call streams its requests.</summary>
    public RequestStream<TRequest, TResponse>? Requests { get; set; }

    /// <summary>How the call ended; null while it runs.</summary>
    public Status? End
    {
        get
        {
            lock (_gate)
                return _end;
        }
    }

    public Task<Metadata> ResponseHeadersAsync
    {
        get
        {
            lock (_gate)
            {
                _headersWaiter ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_response is not null)
                    _headersWaiter.TrySetResult(ResponseHead.ToMetadata(_response.Headers));
                else if (_end is { } end)
                    FailHeaders(end);
                return _headersWaiter.Task;
            }
        }
    }

    public Status GetStatus() =>
        End ?? throw new InvalidOperationException("The call hasn't ended, so it has no status yet.");

    public Metadata GetTrailers() => End is null
        ? throw new InvalidOperationException("The call hasn't ended, so it has no trailers yet.")
        : ReadTrailers();

    /// <summary>Runs a call with one response.</summary>
    public async Task<TResponse> StartAsync(HttpContent content)
    {
        try
        {
            var response = await SendAsync(content).ConfigureAwait(false);
            using var reader = await ResponseReader.OpenAsync(response, channel, Stopped).ConfigureAwait(false);
            var deserializer = method.ResponseMarshaller.ContextualDeserializer;
            var message = await reader.ReadAsync(deserializer, Stopped).ConfigureAwait(false);
            if (message is not null && !await reader.IsAtEndAsync(Stopped).ConfigureAwait(false))
                throw new InvalidDataException("More follows the one message of the response.");
            var status = ResponseHead.StatusOf(response);
            if (message is null && status.StatusCode == StatusCode.OK)
                status = new Status(StatusCode.Internal, "The response has the status OK, but no message.");
            status = TryEnd(status);
            return status.StatusCode == StatusCode.OK ? message! : throw Failure(status);
        }
        catch (Exception e)
        {
            throw Failure(TryEnd(ClientFailure.ToStatus(e, options.Deadline)));
        }
    }

    /// <summary>Starts a call with a stream of responses.</summary>
    public ResponseStream<TRequest, TResponse> StartStream(HttpContent content)
    {
        var response = SendAsync(content);
        // Nobody may ever read the stream, and then nobody sees the failure, which is also the call's status.
        _ = response.ContinueWith(
            static task => _ = task.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return new ResponseStream<TRequest, TResponse>(this, response);
    }

    /// <summary>Ends the call unless it has ended, and says how it did.</summary>
    public Status TryEnd(Status status, bool stop = false)
    {
        lock (_gate)
        {
            if (_end is { } earlier)
                return earlier;
            _end = status;
            if (_headersWaiter is not null && _response is null)
                FailHeaders(status);
        }

        if (stop)
            _stop.Cancel();
        Release();
        return status;
    }

    public void Cancel() => TryEnd(new Status(StatusCode.Cancelled, "Call canceled by the client."), stop: true);

    public void Dispose() => TryEnd(new Status(StatusCode.Cancelled, "gRPC call disposed."), stop: true);

    public RpcException Failure(Status status) => new(status, ReadTrailers());

    private async Task<HttpResponseMessage> SendAsync(HttpContent content)
    {
        try
        {
            var left = Watch();
            // Not disposed: that would dispose the content, which may go on streaming after the head of the response.
            var request = RequestHead.Build(channel, method, options, left, content);
            var response = await channel.Http.SendAsync(request, Stopped).ConfigureAwait(false);
            lock (_gate)
            {
                _response = response;
                _headersWaiter?.TrySetResult(ResponseHead.ToMetadata(response.Headers));
            }

            if (End is not null)
                response.Dispose();
            if (ResponseHead.EarlyFailureOf(response) is { } status)
                throw Failure(TryEnd(status));
            return response;
        }
        catch (Exception e)
        {
            throw Failure(TryEnd(ClientFailure.ToStatus(e, options.Deadline)));
        }
    }

    /// <summary>
    /// Starts the deadline and listens to the caller's token; returns the time that is left, if it is bounded.
    /// </summary>
    private TimeSpan? Watch()
    {
        TimeSpan? left = null;
        if (options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            left = deadline.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime;
            if (left <= TimeSpan.Zero)
                ExceedDeadline();
            else if (left < s_longestTimer)
                SetTimer(left.Value);
        }

        if (options.CancellationToken.CanBeCanceled)
            _cancellation = options.CancellationToken.UnsafeRegister(
                static call => ((ClientCall<TRequest, TResponse>)call!).Cancel(), this);
        if (End is not null)
            _cancellation.Unregister();
        return left;
    }

    private void SetTimer(TimeSpan left)
    {
        var timer = TimeProvider.System.CreateTimer(
            static call => ((ClientCall<TRequest, TResponse>)call!).ExceedDeadline(),
            this,
            left,
            Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            _deadlineTimer = timer;
            if (_end is null)
                return;
        }

        timer.Dispose();
    }

    private void ExceedDeadline() => TryEnd(new Status(StatusCode.DeadlineExceeded, ""), stop: true);

    private void Release()
    {
        channel.Ended(this);
        _cancellation.Unregister();
        lock (_gate)
            _deadlineTimer?.Dispose();
        Requests?.Abandon();
        _response?.Dispose();
    }

    private void FailHeaders(Status status)
    {
        _headersWaiter!.TrySetException(new RpcException(status));
        _ = _headersWaiter.Task.Exception;
    }

    private Metadata ReadTrailers()
    {
        if (_response is null)
            return Metadata.Empty;
        lock (_gate)
            return _trailers ??= ResponseHead.TrailersOf(_response);
    }
}
