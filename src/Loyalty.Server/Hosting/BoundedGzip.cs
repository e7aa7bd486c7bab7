using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Gzip that refuses a message with RESOURCE_EXHAUSTED as soon as it grows over a bound. The real gRPC server holds its
/// receive limit against the compressed size only and decompresses without a bound, so that 4 MB could become 4 GB.
/// </summary>
public sealed class BoundedGzip(int maxMessageBytes) : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) =>
        new Bounded(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), maxMessageBytes);

    private sealed class Bounded(Stream inner, long left) : Stream
    {
        private long rest = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            rest -= read;
            return rest >= 0 ? read : throw new RpcException(new Status(
                StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."));
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
