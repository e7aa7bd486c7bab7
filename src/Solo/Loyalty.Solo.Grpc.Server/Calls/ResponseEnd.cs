using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Writes how a call ended: after the body, or into the head of a response that has none.</summary>
internal static class ResponseEnd
{
    private static readonly string[] s_codes = [.. Enum.GetValues<StatusCode>().Select(code => code.ToString("D"))];

    public static void Write(HttpContext http, Status status, Metadata? trailers, ILogger logger)
    {
        var end = http.Response.HasStarted
            ? http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
            : http.Response.Headers;
        if (end is null or { IsReadOnly: true })
            return;
        foreach (var entry in trailers ?? Metadata.Empty)
        {
            try
            {
                end.Append(entry.Key, entry.HeaderValue);
            }
            catch (InvalidOperationException e)
            {
                // The server refuses what no header may hold, such as a line break.
                logger.TrailerRefused(entry.Key, e);
                status = new Status(StatusCode.Internal, $"The trailer '{entry.Key}' can't be sent.");
            }
        }

        Write(end, status);
        http.Features.Get<IHttpActivityFeature>()?.Activity.AddTag("grpc.method", http.Request.Path.Value)
            .AddTag("grpc.status_code", CodeOf(status));
    }

    public static void Write(IHeaderDictionary end, Status status)
    {
        end.GrpcStatus = CodeOf(status);
        if (!string.IsNullOrEmpty(status.Detail))
            end.GrpcMessage = HeaderText.FromStatusDetail(status.Detail);
    }

    private static string CodeOf(Status status) => (int)status.StatusCode is >= 0 and var code && code < s_codes.Length
        ? s_codes[code]
        : status.StatusCode.ToString("D");
}
