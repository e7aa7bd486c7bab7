using System.Net.Sockets;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// One call. It ends once: by its handler or by the deadline. The gate decides which, and nothing is written into the
/// response but inside the gate and before the end.
/// </summary>
internal sealed class ServerCall : ServerCallContext
{
    private readonly CallSettings _settings;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private CallDeadline? _deadline;

    public ServerCall(HttpContext http, CallSettings settings)
    {
        Http = http;
        _settings = settings;
        Requests = new RequestBody(this, settings);
        Responses = new ResponseBody(this, settings);
    }

    public HttpContext Http { get; }

    /// <summary>Held while the response is written or ended.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Read inside the gate. After the end nothing may be written.</summary>
    public bool Ended { get; private set; }

    public RequestBody Requests { get; }

    public ResponseBody Responses { get; }

    protected override string MethodCore => Http.Request.Path.Value!;

    protected override string HostCore => Http.Request.Host.Value!;

    protected override string PeerCore => (Http.Connection.RemoteIpAddress, Http.Connection.RemotePort) switch
    {
        (null, _) => "unknown",
        ({ AddressFamily: AddressFamily.InterNetworkV6 } address, var port) => $"ipv6:[{address}]:{port}",
        ({ } address, var port) => $"ipv4:{address}:{port}",
    };

    protected override DateTime DeadlineCore => _deadline?.Time ?? DateTime.MaxValue;

    protected override CancellationToken CancellationTokenCore => _deadline?.Token ?? Http.RequestAborted;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadRequestHeaders();

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override IDictionary<object, object> UserStateCore => Http.Items!;

    public void Start()
    {
        Responses.ChooseCompression(Http.Request.Headers.GrpcAcceptEncoding);
        if (Http.Request.Headers.GrpcTimeout is not [{ } text])
            return;
        if (HeaderText.ToTimeout(text) is { Ticks: > 0 } timeout)
            _deadline = new CallDeadline(this, timeout);
        else
            _settings.Logger.TimeoutIgnored(text);
    }

    /// <summary>
    /// Turns what the handler threw into the status. The text of an unknown exception stays on this side.
    /// </summary>
    public void Fail(Exception exception)
    {
        if (exception is RpcException refusal)
        {
            foreach (var entry in refusal.Trailers)
                ResponseTrailers.Add(entry);
            Status = refusal.Status;
            _settings.Logger.Refused(Method, refusal.StatusCode, refusal.Status.Detail);
            return;
        }

        if (HasEnded() || CancellationToken.IsCancellationRequested)
            _settings.Logger.Canceled(Method, exception);
        else
            _settings.Logger.Failed(Method, exception);
        Status = new Status(StatusCode.Unknown, _settings.DetailedErrors
            ? $"Exception was thrown by handler. {exception.GetType().Name}: {exception.Message}"
            : "Exception was thrown by handler.");
    }

    /// <summary>
    /// Ends the call with its status, unless the deadline has ended it, and waits for the deadline's own end.
    /// </summary>
    public ValueTask EndAsync()
    {
        lock (Gate)
        {
            if (!Ended)
            {
                Ended = true;
                ResponseEnd.Write(Http, Status, _responseTrailers, _settings.Logger);
            }
        }

        return _deadline?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>
    /// Answers DEADLINE_EXCEEDED at once, whatever the handler does; false if the call has ended before.
    /// </summary>
    public bool TryExceedDeadline()
    {
        lock (Gate)
        {
            if (Ended)
                return false;
            Ended = true;
            Status = new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
            ResponseEnd.Write(Http, Status, null, _settings.Logger);
            return true;
        }
    }

    /// <summary>
    /// Finishes the response that <see cref="TryExceedDeadline"/> ended and tells the client to stop sending.
    /// </summary>
    public async Task SendEndAsync()
    {
        try
        {
            await Http.Response.CompleteAsync().ConfigureAwait(false);
            Cancel();
        }
#pragma warning disable CA1031 // the connection may be gone, and nobody awaits a timer
        catch (Exception e)
#pragma warning restore CA1031
        {
            _settings.Logger.DeadlineFailed(Method, e);
        }
    }

    /// <summary>Resets the stream (RFC 9113, CANCEL).</summary>
    public void Cancel() => Http.Features.Get<IHttpResetFeature>()?.Reset(0x8);

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) =>
        Responses.WriteHeadersAsync(responseHeaders);

    private bool HasEnded()
    {
        lock (Gate)
            return Ended;
    }

    private Metadata ReadRequestHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in Http.Request.Headers)
        {
            if (Headers.IsProtocol(name))
                continue;
            foreach (var value in values)
                HeaderText.AddTo(metadata, name, value ?? "");
        }

        return metadata;
    }
}
