using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// Serves the calls of one method: refuses what isn't gRPC, runs the handler, and ends the call with a status whatever
/// the handler does.
/// </summary>
internal abstract class CallHandler(CallSettings settings)
{
    public Task HandleAsync(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.Headers.Upgrade = HttpProtocol.Http2;
            return RefuseAsync(http, StatusCodes.Status426UpgradeRequired, "gRPC needs HTTP/2.");
        }

        if (!Headers.IsGrpc(http.Request.ContentType))
            return RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, "This is no gRPC content type.");
        http.Response.ContentType = Headers.ContentType;
        return RunAsync(new ServerCall(http, settings));
    }

    protected abstract Task InvokeAsync(ServerCall call);

    private static Task RefuseAsync(HttpContext http, int httpStatus, string detail)
    {
        http.Response.StatusCode = httpStatus;
        ResponseEnd.Write(http.Response.Headers, new Status(StatusCode.Internal, detail));
        return Task.CompletedTask;
    }

    private async Task RunAsync(ServerCall call)
    {
        try
        {
            call.Start();
            await InvokeAsync(call).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever a handler throws becomes a status
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Fail(e);
        }

        await call.EndAsync().ConfigureAwait(false);
    }
}
