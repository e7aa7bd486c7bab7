using System.Net;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Writes the head of a request.</summary>
internal static class RequestHead
{
    public static HttpRequestMessage Build(
        GrpcChannel channel, IMethod method, CallOptions options, TimeSpan? left, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, channel.PathOf(method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation("user-agent", "loyalty-solo-grpc/1");
        headers.TryAddWithoutValidation(Headers.AcceptEncoding, channel.AcceptEncoding);
        if (left is { } timeout)
            headers.TryAddWithoutValidation(Headers.Timeout, HeaderText.FromTimeout(timeout));
        foreach (var entry in options.Headers ?? Metadata.Empty)
        {
            if (entry.Key != Headers.Timeout)
                headers.TryAddWithoutValidation(
                    entry.Key == Headers.EncodingRequest ? Headers.Encoding : entry.Key, entry.HeaderValue);
        }

        return request;
    }
}
