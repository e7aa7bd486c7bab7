using Grpc.Core;

namespace Loyalty.Client;

/// <summary>
/// Spreads calls over several servers: unary ones at random, so that a retry likely meets another, streams in turn, so
/// that two of them never meet at one server while another idles.
/// </summary>
internal sealed class SpreadInvoker(IReadOnlyList<CallInvoker> servers, Func<double> random) : CallInvoker
{
    private int _streams = -1;

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Any().BlockingUnaryCall(method, host, options, request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Any().AsyncUnaryCall(method, host, options, request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Next().AsyncServerStreamingCall(method, host, options, request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Next().AsyncClientStreamingCall(method, host, options);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Next().AsyncDuplexStreamingCall(method, host, options);

    private CallInvoker Any() => servers.Count == 1 ? servers[0] : servers[(int)(random() * servers.Count)];

    private CallInvoker Next() =>
        servers[(int)((uint)Interlocked.Increment(ref _streams) % (uint)servers.Count)];
}
