using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>Everything the runtime logs: ids only.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Silo started (Solo: one process, no cluster).")]
    public static partial void SiloStarted(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "Silo stopped.")]
    public static partial void SiloStopped(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "Silo stopped while {Count} activations had not ended.")]
    public static partial void StoppedBusy(ILogger logger, int count);

    [LoggerMessage(4, LogLevel.Debug, "{Grain} activated.")]
    public static partial void Activated(ILogger logger, GrainKey grain);

    [LoggerMessage(5, LogLevel.Error, "{Grain} failed to activate.")]
    public static partial void ActivationFailed(ILogger logger, Exception exception, GrainKey grain);

    [LoggerMessage(6, LogLevel.Debug, "{Grain} deactivated: {Reason}.")]
    public static partial void Deactivated(ILogger logger, GrainKey grain, DeactivationReasonCode reason);

    [LoggerMessage(7, LogLevel.Error, "{Grain} failed while it deactivated.")]
    public static partial void DeactivationFailed(ILogger logger, Exception exception, GrainKey grain);

    [LoggerMessage(8, LogLevel.Warning, "A timer of {Grain} failed; it goes on ticking.")]
    public static partial void TimerFailed(ILogger logger, Exception exception, GrainKey grain);

    [LoggerMessage(9, LogLevel.Warning, "{Grain} has {Present} calls, over its limit of {Limit}; refusing more.")]
    public static partial void TooManyCalls(ILogger logger, GrainKey grain, int present, int limit);

    [LoggerMessage(10, LogLevel.Warning, "{Method} on {Grain} was not answered in {Timeout}.")]
    public static partial void TimedOut(ILogger logger, GrainMethod method, GrainKey grain, TimeSpan timeout);

    [LoggerMessage(11, LogLevel.Debug, "Collected {Count} idle activations.")]
    public static partial void Collected(ILogger logger, int count);
}
