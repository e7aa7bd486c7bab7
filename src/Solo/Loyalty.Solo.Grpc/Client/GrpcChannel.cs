using System.Collections.Concurrent;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>
/// The connections to one server: HTTP/2, without TLS and by prior knowledge where the address is http.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<IMethod, Uri> _paths = new();
    private readonly HashSet<IDisposable> _calls = [];
    private readonly Uri _address;
    private readonly bool _ownsHandler;
    private bool _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        _address = address;
        _ownsHandler = options.HttpHandler is null || options.DisposeHttpClient;
        Http = new HttpMessageInvoker(
            options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true }, _ownsHandler);
        MaxSendBytes = options.MaxSendMessageSize;
        MaxReceiveBytes = options.MaxReceiveMessageSize;
        var compressions = options.CompressionProviders ?? [new GzipCompressionProvider(CompressionLevel.Fastest)];
        Compressions = compressions.ToDictionary(c => c.EncodingName, StringComparer.Ordinal);
        AcceptEncoding = string.Join(',', compressions.Select(c => c.EncodingName).Prepend(Headers.Identity));
    }

    internal HttpMessageInvoker Http { get; }

    internal int? MaxSendBytes { get; }

    internal int? MaxReceiveBytes { get; }

    internal Dictionary<string, ICompressionProvider> Compressions { get; }

    internal string AcceptEncoding { get; }

    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) =>
        ForAddress(new Uri(address), channelOptions);

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            throw new InvalidOperationException($"The address '{address}' needs to start with http:// or https://.");
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker() => new HttpCallInvoker(this);

    /// <summary>Cancels what still runs and closes the connections.</summary>
    public void Dispose()
    {
        IDisposable[] calls;
        lock (_calls)
        {
            if (_disposed)
                return;
            _disposed = true;
            calls = [.. _calls];
        }

        foreach (var call in calls)
            call.Dispose();
        Http.Dispose();
    }

    internal Uri PathOf(IMethod method) => _paths.TryGetValue(method, out var path)
        ? path
        : _paths.GetOrAdd(method, new Uri(_address, method.FullName));

    internal void Started(IDisposable call)
    {
        lock (_calls)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _calls.Add(call);
        }
    }

    internal void Ended(IDisposable call)
    {
        lock (_calls)
            _calls.Remove(call);
    }
}
