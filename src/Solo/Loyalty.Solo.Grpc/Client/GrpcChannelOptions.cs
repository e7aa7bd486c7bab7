using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>How a channel reaches its server.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>The largest request in bytes, before compression; null is no limit and the default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest response in bytes, compressed and not; 4 MB by default, null is no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = Frame.DefaultMaxReceiveBytes;

    /// <summary>The compressions this side understands, in order of preference; null is gzip.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>
    /// The connections; null makes a <see cref="SocketsHttpHandler"/> that opens a further one when one is full.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>
    /// Says that the channel disposes <see cref="HttpHandler"/> with itself. It always does with its own.
    /// </summary>
    public bool DisposeHttpClient { get; set; }
}
