using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Loyalty.WireFuzz.Http2;
using Loyalty.WireFuzz.Inputs;

namespace Loyalty.WireFuzz.Checks;

/// <summary>Rules for an answer to bad input, whatever the input was.</summary>
public static class AnswerRules
{
    private const uint InternalError = 2;

    /// <summary>Statuses that the server answers before our code is reached, without a reason.</summary>
    private static readonly StatusCode[] s_plumbing =
    [
        StatusCode.Cancelled, StatusCode.DeadlineExceeded, StatusCode.ResourceExhausted, StatusCode.Unimplemented,
        StatusCode.Internal,
    ];

    /// <summary>
    /// Kestrel's window of a stream, in bytes (InitialStreamWindowSize). The fuzzer minds no window: of what is longer
    /// the server may make a connection error (RFC 9113, section 6.9.1).
    /// </summary>
    private const int StreamWindow = 768 * 1024;

    /// <summary>Names the answer as the report counts it.</summary>
    public static string OutcomeOf(CallAnswer answer) => answer switch
    {
        { TimedOut: true } => "no answer",
        { Status: { } status } => ((StatusCode)status).ToString(),
        { HttpStatus.Length: > 0 } => "HTTP " + answer.HttpStatus,
        { Reset: { } code } => $"reset {code}",
        _ => "closed",
    };

    /// <summary>Returns the fault of the answer to a call; null if none.</summary>
    public static string? FaultOf(WireInput input, CallAnswer answer)
    {
        if (answer.TimedOut) return "no answer in time";
        if (answer.Unreadable is { } unreadable) return unreadable;
        if (Leaks.Find(answer.AllText()) is { } leak) return $"tells “{leak}”";
        if (answer.Status is { } status) return FaultOf(input, answer, (StatusCode)status);
        if (answer.HttpStatus.StartsWith('5')) return "answers HTTP " + answer.HttpStatus;
        if (answer.IsWhole && answer.HttpStatus == "200" && input.Method is not null) return "ends without a status";
        if (answer.IsWhole || input.IsRude || input.Bytes.Length > StreamWindow) return null;
        return answer.Reset is null ? "the connection was closed"
            : answer.Reset == InternalError ? "the stream was reset with INTERNAL_ERROR"
            : null;
    }

    private static string? FaultOf(WireInput input, CallAnswer answer, StatusCode status)
    {
        if (status == StatusCode.OK) return input.MustRefuse && !IsRefusedWithin(input, answer) ? "OK" : null;
        if (status == StatusCode.Unknown) return $"UNKNOWN: {answer.Message}";
        if (status == StatusCode.Internal && input.Kind.StartsWith("message", StringComparison.Ordinal))
            return $"INTERNAL: {answer.Message}";
        if (answer.Message == "The server failed at this call.") return "nobody foresaw it";
        if (s_plumbing.Contains(status) && answer.Details.Length == 0) return null;
        return ReasonOf(answer, status) is null ? $"{status} without a reason" : null;
    }

    /// <summary>Whether a stream of answers, though it ended well, accepted nothing.</summary>
    private static bool IsRefusedWithin(WireInput input, CallAnswer answer) =>
        input.Method is { StreamsRequests: true } && !Acknowledgements.In(input.Method, answer).Any();

    private static string? ReasonOf(CallAnswer answer, StatusCode status)
    {
        try
        {
            var details = Google.Rpc.Status.Parser.ParseFrom(answer.Details);
            var detail = details.Details.FirstOrDefault(any => any.Is(ErrorInfo.Descriptor));
            return details.Code == (int)status && detail?.Unpack<ErrorInfo>().Reason is { Length: > 0 } reason
                ? reason
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
