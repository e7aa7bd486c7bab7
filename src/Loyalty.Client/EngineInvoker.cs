using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;

namespace Loyalty.Client;

/// <summary>
/// Makes the generated clients' calls as the options say. Each call carries the caller's metadata. A unary call has a
/// deadline per attempt and is retried by the policy with the same bytes, whatever becomes of the request object
/// meanwhile; what it ends with is a <see cref="RefusedException"/>, and an answer is compared with its request by
/// <see cref="ReceiptEcho"/>. Streams are opened once and without a deadline.
/// </summary>
internal sealed class EngineInvoker(CallInvoker servers, ClientOptions options) : CallInvoker
{
    private static readonly Marshaller<byte[]> s_bytes = Marshallers.Create(static b => b, static b => b);

    private readonly CallInvoker _servers = servers;
    private readonly ConcurrentDictionary<IMethod, IMethod> _ofBytes = [];
    private readonly Metadata _caller = options.Caller.ToMetadata();
    private readonly Retrier _retrier = new(options.Retry, options.Time, options.Random);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new RetriedCall<TResponse>();
        return new AsyncUnaryCall<TResponse>(
            SendAsync(call, method, host, options, request),
            static call => ((RetriedCall<TResponse>)call).ResponseHeadersAsync(),
            static call => ((RetriedCall<TResponse>)call).Last.GetStatus(),
            static call => ((RetriedCall<TResponse>)call).Last.GetTrailers(),
            static call => ((RetriedCall<TResponse>)call).Dispose(),
            call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _servers.AsyncServerStreamingCall(method, host, WithCaller(options), request);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        _servers.AsyncDuplexStreamingCall(method, host, WithCaller(options));

    /// <exception cref="NotSupportedException">Always: the contract has no such call.</exception>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    /// <exception cref="NotSupportedException">Always: a retry would hold the thread.</exception>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException($"Call {method.Name}Async.");

    private async Task<TResponse> SendAsync<TRequest, TResponse>(
        RetriedCall<TResponse> call,
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions asked,
        TRequest request)
        where TRequest : class
        where TResponse : class
    {
        var bytes = ((IMessage)request).ToByteArray();
        var answer = await _retrier.RunAsync(
            static s => s.call.Begin(s.Self._servers.AsyncUnaryCall(
                s.Self.OfBytes(s.method), s.host, s.Self.WithDeadline(s.asked), s.bytes)),
            (Self: this, call, method, host, asked, bytes),
            asked.CancellationToken);
        ReceiptEcho.Check(request, answer);
        return answer;
    }

    /// <summary>
    /// The method with its request as bytes; one object per method, since the channel keeps what it is called with.
    /// </summary>
    private Method<byte[], TResponse> OfBytes<TRequest, TResponse>(Method<TRequest, TResponse> method) =>
        (Method<byte[], TResponse>)_ofBytes.GetOrAdd(
            method,
            static (_, method) => new Method<byte[], TResponse>(
                method.Type, method.ServiceName, method.Name, s_bytes, method.ResponseMarshaller),
            method);

    private CallOptions WithDeadline(CallOptions asked)
    {
        var deadline = options.Time.GetUtcNow().UtcDateTime + options.CallTimeout;
        if (asked.Deadline is { } whole && whole < deadline) deadline = whole;
        return WithCaller(asked).WithDeadline(deadline);
    }

    private CallOptions WithCaller(CallOptions asked)
    {
        if (asked.Headers is not { Count: > 0 } headers) return asked.WithHeaders(_caller);
        var both = new Metadata();
        foreach (var entry in _caller.Concat(headers)) both.Add(entry);
        return asked.WithHeaders(both);
    }
}
