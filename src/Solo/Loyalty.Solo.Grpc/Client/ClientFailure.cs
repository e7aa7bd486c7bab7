using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Says which status an exception on the client's side means.</summary>
internal static class ClientFailure
{
    public static Status ToStatus(Exception exception, DateTime? deadline)
    {
        if (exception is RpcException refusal)
            return refusal.Status;
        var code = exception is OperationCanceledException ? StatusCode.Cancelled : CodeOf(exception);
        // The server's reset at the deadline may arrive before our own timer fires.
        if (code == StatusCode.Cancelled && deadline?.ToUniversalTime() <= TimeProvider.System.GetUtcNow().UtcDateTime)
            code = StatusCode.DeadlineExceeded;
        return new Status(code, $"{exception.GetType().Name}: {exception.Message}", exception);
    }

    private static StatusCode CodeOf(Exception exception)
    {
        var code = StatusCode.Internal;
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpProtocolException protocol)
                return FromHttp2(protocol.ErrorCode);
            if (e is SocketException || (e is IOException && e is not InvalidDataException))
                code = StatusCode.Unavailable;
        }

        return code;
    }

    /// <summary>gRPC over HTTP/2, "Errors"; the numbers are RFC 9113's, section 7.</summary>
    private static StatusCode FromHttp2(long error) => error switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}
