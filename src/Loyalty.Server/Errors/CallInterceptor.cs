using Grpc.Core;
using Grpc.Core.Interceptors;
using Loyalty.Application;
using Loyalty.Domain;
using Loyalty.Server.Settings;

namespace Loyalty.Server.Errors;

/// <summary>
/// Stands in front of every call: bounds how many run at once, gives a unary call without a deadline 5 seconds, and
/// translates what is thrown, by use cases and readers or by the runtime below, to a status. What nobody foresaw is
/// logged whole and answered as INTERNAL.
/// </summary>
internal sealed partial class CallInterceptor(
    LoyaltySettings settings, TimeProvider time, ILogger<CallInterceptor> logger)
    : Interceptor
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(5);
    private int running;

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (IsHealth(context)) return await continuation(request, context);
        Enter();
        try
        {
            var call = continuation(request, context);
            return context.Deadline == DateTime.MaxValue && !call.IsCompleted
                ? await call.WaitAsync(DefaultDeadline, time)
                : await call;
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
        finally
        {
            Leave();
        }
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var answers = new AnswerStream<TResponse>(responseStream, context.CancellationToken);
        return GuardAsync(context, () => continuation(request, answers, context));
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var answers = new AnswerStream<TResponse>(responseStream, context.CancellationToken);
        return GuardAsync(
            context, () => continuation(UnreadableMessages.Refusing(requestStream), answers, context));
    }

    private async Task GuardAsync(ServerCallContext context, Func<Task> call)
    {
        if (IsHealth(context))
        {
            await call();
            return;
        }

        Enter();
        try
        {
            await call();
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Health is asked of a busy server as well, and watched for as long as there is one.</summary>
    private static bool IsHealth(ServerCallContext context) =>
        context.Method.StartsWith("/grpc.health.v1.", StringComparison.Ordinal);

    /// <exception cref="RpcException">Too many calls are here already.</exception>
    private void Enter()
    {
        if (Interlocked.Increment(ref running) <= settings.MaxConcurrentCalls) return;
        Leave();
        throw GrpcErrors.ToException(new Refused(Refusal.Overloaded));
    }

    private void Leave() => Interlocked.Decrement(ref running);

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        if (exception is OperationCanceledException && context.CancellationToken.IsCancellationRequested)
            return new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        if (exception is RefusedException refused) return GrpcErrors.ToException(refused.Refused);
        if (RuntimeErrors.RefusalOf(exception) is { } refusal) return GrpcErrors.ToException(new Refused(refusal));
        Log.Unforeseen(logger, context.Method, exception);
        return new RpcException(new Status(StatusCode.Internal, "The server failed at this call."));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} failed in a way nobody foresaw")]
        public static partial void Unforeseen(ILogger logger, string method, Exception exception);
    }
}
