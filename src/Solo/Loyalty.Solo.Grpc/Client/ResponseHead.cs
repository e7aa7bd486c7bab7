using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Reads the head and the trailers of a response.</summary>
internal static class ResponseHead
{
    /// <summary>The failure that the head alone tells; null when the body is to be read.</summary>
    public static Status? EarlyFailureOf(HttpResponseMessage response)
    {
        if (Find(response.Headers) is { } status)
            return status.StatusCode == StatusCode.OK ? null : status;
        if (response.StatusCode != HttpStatusCode.OK)
            return new Status(FromHttp(response.StatusCode), $"Bad gRPC response. HTTP {(int)response.StatusCode}.");
        var contentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values)
            ? values.ToString()
            : null;
        return Wire.Headers.IsGrpc(contentType)
            ? null
            : new Status(StatusCode.Cancelled, $"Bad gRPC response. Invalid content-type value: {contentType}");
    }

    /// <summary>
    /// The status after the body, or in the head of a response without one. A server that sends none broke off.
    /// </summary>
    public static Status StatusOf(HttpResponseMessage response) => Find(response.TrailingHeaders)
        ?? Find(response.Headers)
        ?? new Status(StatusCode.Cancelled, "No grpc-status found on response.");

    /// <summary>The trailers; none where one of them is malformed, since the status has to reach the caller.</summary>
    public static Metadata TrailersOf(HttpResponseMessage response)
    {
        var early = response.Headers.NonValidated.Contains(Wire.Headers.Status);
        try
        {
            return ToMetadata(early ? response.Headers : response.TrailingHeaders);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return Metadata.Empty;
        }
    }

    /// <summary>The compression that the server names; null for none.</summary>
    public static string? EncodingOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(Wire.Headers.Encoding, out var values) ? values.ToString() : null;

    public static Metadata ToMetadata(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            if (Wire.Headers.IsProtocol(name))
                continue;
            foreach (var value in values)
                HeaderText.AddTo(metadata, name, value);
        }

        return metadata;
    }

    private static Status? Find(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(Wire.Headers.Status, out var codes))
            return null;
        var detail = headers.NonValidated.TryGetValues(Wire.Headers.Message, out var texts) ? texts.ToString() : "";
        return int.TryParse(codes.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? new Status((StatusCode)code, HeaderText.ToStatusDetail(detail))
            : new Status(StatusCode.Unknown, $"The response's grpc-status '{codes}' is no number.");
    }

    /// <summary>gRPC, "HTTP to gRPC Status Code Mapping".</summary>
    private static StatusCode FromHttp(HttpStatusCode status) => (int)status switch
    {
        400 or 431 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
