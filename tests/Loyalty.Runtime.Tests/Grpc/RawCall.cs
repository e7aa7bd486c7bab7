using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Loyalty.Runtime.Tests;

/// <summary>A call made of bare HTTP/2, to send what no gRPC client would.</summary>
public sealed record RawCall(
    HttpStatusCode Http, string? GrpcStatus, string GrpcMessage, byte[] Body, HttpResponseHeaders Head)
{
    public static async Task<RawCall> SendAsync(
        Uri address,
        byte[] body,
        string method = "Unary",
        string contentType = "application/grpc",
        params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        var path = method.StartsWith('/') ? method : $"/loyalty.contract.v1.ContractService/{method}";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var head = response.TrailingHeaders.Concat(response.Headers).ToList();
        string? Find(string name) => head.Find(header => header.Key == name).Value?.Single();
        return new RawCall(
            response.StatusCode, Find("grpc-status"), Find("grpc-message") ?? "", answer, response.Headers);
    }

    /// <summary>
    /// Sends calls whose handlers race with their deadlines. On a busy machine the reset that tells the client to stop
    /// sending may come before the last of the answer is out: then the client knows that the call failed, and no more.
    /// Answers what has come to its end.
    /// </summary>
    public static async Task<IReadOnlyList<RawCall>> RaceAsync(Uri address, byte[] body, int calls, int milliseconds)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, calls).Select(i => TrySendAsync(1 + (i % milliseconds))));
        return [.. all.OfType<RawCall>()];

        async Task<RawCall?> TrySendAsync(int timeout)
        {
            try
            {
                return await SendAsync(address, body, "Expand", headers: ("grpc-timeout", $"{timeout}m"));
            }
            catch (HttpRequestException e) when (e.InnerException is HttpProtocolException { ErrorCode: 8 })
            {
                return null; // CANCEL, RFC 9113, section 7
            }
        }
    }

    /// <summary>Says whether a body is frames and nothing but, the last one whole.</summary>
    public static bool IsWholeFrames(ReadOnlySpan<byte> body)
    {
        while (body.Length >= 5 && body[0] <= 1 && BinaryPrimitives.ReadInt32BigEndian(body[1..]) <= body.Length - 5)
            body = body[(5 + BinaryPrimitives.ReadInt32BigEndian(body[1..]))..];
        return body.IsEmpty;
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
}
