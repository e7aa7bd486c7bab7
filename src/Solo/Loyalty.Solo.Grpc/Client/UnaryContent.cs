using System.Net;
using System.Net.Http.Headers;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a request with one message.</summary>
internal sealed class UnaryContent<TRequest, TResponse> : HttpContent
    where TRequest : class
    where TResponse : class
{
    private readonly ClientCall<TRequest, TResponse> _call;
    private readonly TRequest _message;

    public UnaryContent(ClientCall<TRequest, TResponse> call, TRequest message)
    {
        (_call, _message) = (call, message);
        Headers.TryAddWithoutValidation("Content-Type", Wire.Headers.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        RequestBody.WriteAsync(_call, _message, _call.Options.WriteOptions, stream);

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
