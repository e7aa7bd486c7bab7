using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} failed.")]
    public static partial void Failed(this ILogger logger, string method, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "{Method} ended after its client or its deadline did.")]
    public static partial void Canceled(this ILogger logger, string method, Exception exception);

    [LoggerMessage(3, LogLevel.Debug, "{Method} answered {Code}: {Detail}")]
    public static partial void Refused(this ILogger logger, string method, StatusCode code, string detail);

    [LoggerMessage(4, LogLevel.Debug, "The grpc-timeout '{Timeout}' isn't one and is ignored.")]
    public static partial void TimeoutIgnored(this ILogger logger, string timeout);

    [LoggerMessage(5, LogLevel.Debug, "The end of {Method} at its deadline couldn't be sent.")]
    public static partial void DeadlineFailed(this ILogger logger, string method, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "The trailer {Key} can't be sent.")]
    public static partial void TrailerRefused(this ILogger logger, string key, Exception exception);
}
