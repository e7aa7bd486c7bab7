using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>One compression of messages, known by its name in <c>grpc-encoding</c>.</summary>
public interface ICompressionProvider
{
    string EncodingName { get; }

    /// <summary>
    /// Wraps the stream that takes the compressed bytes, which stays open. Null: the provider's own level.
    /// </summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>Wraps the stream that gives the compressed bytes, which stays open.</summary>
    Stream CreateDecompressionStream(Stream stream);
}
