using System.IO.Compression;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>What holds for every service of this server.</summary>
public class GrpcServiceOptions
{
    /// <summary>The largest response in bytes, before compression; null is no limit and the default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>
    /// The largest request in bytes, compressed and not; 4 MB by default, null is no limit. Decompression stops at it.
    /// </summary>
    public int? MaxReceiveMessageSize { get; set; } = Frame.DefaultMaxReceiveBytes;

    /// <summary>Puts type and message of a handler's exception into the status. Never in production.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>Compresses the responses for clients that accept it, with the provider of this name.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>Null takes the provider's own level.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>The compressions this side understands; gzip when left empty.</summary>
    public IList<ICompressionProvider> CompressionProviders { get; set; } = [];

    /// <summary>Stand around every handler, the first outermost.</summary>
    public InterceptorCollection Interceptors { get; } = [];
}
