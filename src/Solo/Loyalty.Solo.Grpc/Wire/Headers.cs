using System.Collections.Frozen;

namespace Grpc.Wire;

/// <summary>The names and values that the protocol itself uses (gRPC over HTTP/2).</summary>
internal static class Headers
{
    private static readonly FrozenSet<string> s_protocol = FrozenSet.ToFrozenSet(
        [
            Encoding, AcceptEncoding, Timeout, Status, Message,
            "content-type", "content-encoding", "content-length", "te", "host", "accept-encoding",
        ],
        StringComparer.OrdinalIgnoreCase);

    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Timeout = "grpc-timeout";
    public const string Identity = "identity";

    /// <summary>In a call's own metadata: compress with this. It is not sent.</summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    /// <summary>Takes <c>application/grpc</c>, alone or followed by a format (<c>+proto</c>) or parameters.</summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    /// <summary>Says which headers belong to the protocol and not to the caller's metadata.</summary>
    public static bool IsProtocol(string name) => name.StartsWith(':') || s_protocol.Contains(name);
}
