using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Loyalty.Server.Hosting;

/// <summary>
/// Gzip that refuses a message with RESOURCE_EXHAUSTED as soon as it grows over a bound. The real gRPC server holds its
/// receive limit against the compressed size only and decompresses without a bound, so that 4 MB could become 4 GB.
/// Gzip that was cut off is refused too: .NET takes what came so far for the whole, and half a message may be one.
/// </summary>
internal sealed class BoundedGzip(int maxMessageBytes) : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream)
    {
        var packed = new Tail(stream);
        var unpacked = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        return new Bounded(packed, unpacked, maxMessageBytes);
    }

    private sealed class Bounded(Tail packed, Stream inner, int maxBytes) : ReadStream
    {
        private int length;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            length += read;
            if (length > maxBytes)
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."));
            if (read == 0 && buffer.Length > 0 && !packed.EndsWith(length))
                throw new InvalidDataException("The gzip was cut off.");
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Keeps the last bytes read: gzip ends with the length of what it holds (RFC 1952).</summary>
    private sealed class Tail(Stream inner) : ReadStream
    {
        private const int LeastBytes = 18; // head and tail around nothing
        private long count;
        private uint last;

        /// <summary>Whether it is whole. No bytes at all are what .NET makes of no bytes.</summary>
        public bool EndsWith(int length) => count == 0 ? length == 0 : count >= LeastBytes && last == (uint)length;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            count += read;
            foreach (var b in buffer[Math.Max(0, read - 4)..read]) last = (last >> 8) | ((uint)b << 24);
            return read;
        }
    }

    private abstract class ReadStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
