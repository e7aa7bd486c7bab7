using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Compression;
using Loyalty.Runtime.Tests.Contract;

namespace Loyalty.Runtime.Tests;

public sealed class CompressionTests
{
    private static readonly byte[] s_echo = RawCall.Frame([0x0a, 5, .. "hello"u8]);

    [Fact]
    public async Task Request_InGzip_IsRead()
    {
        var gzip = new CountingGzip();
        await using var server = await ContractServer.StartAsync(options => options.CompressionProviders = [gzip]);
        var response = await server.Client.UnaryAsync(
            new ContractRequest { Text = new string('x', 10_000) },
            new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        Assert.Equal(10_000, response.Text.Length);
        Assert.Equal(1, gzip.Decompressions);
    }

    [Fact]
    public async Task Requests_InGzip_AreReadFromAStream_ExceptNoCompress()
    {
        var gzip = new CountingGzip();
        await using var server = await ContractServer.StartAsync(options => options.CompressionProviders = [gzip]);
        using var call = server.Client.Collect(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        await call.RequestStream.WriteAsync(new ContractRequest { Text = "a" });
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(new ContractRequest { Text = "b" });
        await call.RequestStream.CompleteAsync();
        Assert.Equal("a,b", (await call).Text);
        Assert.Equal(1, gzip.Decompressions);
    }

    [Fact]
    public async Task Response_InGzip_WhereTheClientAcceptsIt()
    {
        await using var server = await ContractServer.StartAsync(Gzip);
        var call = await RawCall.SendAsync(server.Address, s_echo, headers: ("grpc-accept-encoding", "identity, gzip"));
        Assert.Equal("gzip", call.Head.GetValues("grpc-encoding").Single());
        Assert.Equal(1, call.Body[0]);
        Assert.Equal("hello", ContractResponse.Parser.ParseFrom(Gunzip(call.Body[5..])).Text);
    }

    [Fact]
    public async Task Response_Plain_WhereTheClientDoesNotAccept()
    {
        await using var server = await ContractServer.StartAsync(Gzip);
        var call = await RawCall.SendAsync(server.Address, s_echo, headers: ("grpc-accept-encoding", "gzipped"));
        Assert.Equal("0", call.GrpcStatus);
        Assert.Equal(0, call.Body[0]);
    }

    [Fact]
    public async Task Responses_InGzip_AreReadByTheClient()
    {
        await using var server = await ContractServer.StartAsync(Gzip);
        var payload = ByteString.CopyFrom(new byte[200_000]);
        using var call = server.Client.Expand(new ContractRequest { Text = "n", Count = 20, Payload = payload });
        var seen = 0;
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal($"n{seen++}", response.Text);
            Assert.Equal(payload, response.Payload);
        }

        Assert.Equal(20, seen);
        Assert.Equal("u", (await server.Client.UnaryAsync(new ContractRequest { Text = "u" })).Text);
    }

    [Fact]
    public async Task Responses_NoCompress_ArePlain()
    {
        await using var server = await ContractServer.StartAsync(Gzip);
        byte[] request = [0x1a, 10, .. "nocompress"u8, 0x20, 1];
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame(request), "Expand", headers: ("grpc-accept-encoding", "gzip"));
        Assert.Equal(0, call.Body[0]);
    }

    [Fact]
    public async Task UnknownCompression_IsUnimplemented_AndNamesTheKnown()
    {
        await using var server = await ContractServer.StartAsync();
        var call = await RawCall.SendAsync(
            server.Address, RawCall.Frame([1, 2, 3], flag: 1), headers: ("grpc-encoding", "zstd"));
        Assert.Equal("12", call.GrpcStatus);
        Assert.Contains("gzip", call.Head.GetValues("grpc-accept-encoding").Single(), StringComparison.Ordinal);
    }

    public static byte[] GzipOf(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return output.ToArray();
    }

    private sealed class CountingGzip : ICompressionProvider
    {
        private readonly GzipCompressionProvider _gzip = new(CompressionLevel.Fastest);

        public int Decompressions { get; private set; }

        public string EncodingName => _gzip.EncodingName;

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
            _gzip.CreateCompressionStream(stream, compressionLevel);

        public Stream CreateDecompressionStream(Stream stream)
        {
            Decompressions++;
            return _gzip.CreateDecompressionStream(stream);
        }
    }

    private static byte[] Gunzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
            gzip.CopyTo(output);
        return output.ToArray();
    }

    private static void Gzip(Grpc.AspNetCore.Server.GrpcServiceOptions options)
    {
        options.ResponseCompressionAlgorithm = "gzip";
        options.ResponseCompressionLevel = CompressionLevel.Fastest;
    }
}
