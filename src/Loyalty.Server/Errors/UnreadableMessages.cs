using Google.Protobuf;
using Grpc.Core;
using Loyalty.Domain;
using Microsoft.AspNetCore.Http.Features;

namespace Loyalty.Server.Errors;

/// <summary>
/// Refuses what can't be read as FIELD_MALFORMED. The gRPC server reads a call's only message before any interceptor
/// runs, and takes whatever its parser throws for a failure of its own: it answers UNKNOWN and logs a stack trace,
/// which anybody could fill the disk with. So that logger is off (appsettings.json), and here the answer is mended.
/// </summary>
internal static class UnreadableMessages
{
    private const string Field = "message", DetailsTrailer = "grpc-status-details-bin";
    private static readonly string s_unknown = StatusCode.Unknown.ToString("D");

    /// <summary>
    /// Mends the answers of calls that <see cref="CallInterceptor"/> never saw: those it sees never end with UNKNOWN.
    /// </summary>
    public static void UseUnreadableMessages(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        await next(http);
        var end = http.Response.HasStarted
            ? http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
            : http.Response.Headers;
        if (end is not { IsReadOnly: false } || end.GrpcStatus != s_unknown) return;
        var refusal = ToException();
        end.GrpcStatus = refusal.StatusCode.ToString("D");
        end.GrpcMessage = refusal.Status.Detail;
        end[DetailsTrailer] = Convert.ToBase64String(refusal.Trailers.GetValueBytes(DetailsTrailer)!);
    });

    /// <summary>A stream of requests that refuses those it can't read.</summary>
    public static IAsyncStreamReader<T> Refusing<T>(IAsyncStreamReader<T> requests) => new Reader<T>(requests);

    private static RpcException ToException() => GrpcErrors.ToException(new Refused(Refusal.FieldMalformed, Field));

    private sealed class Reader<T>(IAsyncStreamReader<T> requests) : IAsyncStreamReader<T>
    {
        public T Current => requests.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await requests.MoveNext(cancellationToken);
            }
            catch (IOException e) when (e is not InvalidProtocolBufferException)
            {
                // The connection failed, perhaps by another call on it, before the call itself was told.
                throw new RpcException(new Status(StatusCode.Cancelled, "The connection failed."));
            }
            catch (Exception e) when (e is not (RpcException or OperationCanceledException))
            {
                // Parsers throw more than they say: of an overlong number one of them made IndexOutOfRangeException.
                throw ToException();
            }
        }
    }
}
