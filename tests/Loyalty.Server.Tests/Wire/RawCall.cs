using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Loyalty.Server.Tests.Wire;

/// <summary>A call made of bare HTTP/2, to send what no gRPC client would.</summary>
internal sealed record RawCall(
    HttpStatusCode Http, string? GrpcStatus, string GrpcMessage, byte[] Body, HttpResponseHeaders Head)
{
    public const string Accrue = "/loyalty.v1.PointsService/AccruePoints";
    public const string Upload = "/loyalty.v1.PointsService/UploadReceipts";

    public static async Task<RawCall> SendAsync(
        Uri address,
        byte[] body,
        string path = Accrue,
        string contentType = "application/grpc",
        params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var head = response.TrailingHeaders.Concat(response.Headers).ToList();
        return new RawCall(
            response.StatusCode, Find("grpc-status"), Find("grpc-message") ?? "", answer, response.Headers);

        string? Find(string name) => head.Find(header => header.Key == name).Value?.Single();
    }

    /// <summary>Puts the five bytes of a frame before a message.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0, uint? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return output.ToArray();
    }
}
