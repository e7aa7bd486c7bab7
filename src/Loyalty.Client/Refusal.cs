using System.Net.Sockets;
using Google.Rpc;
using Grpc.Core;

namespace Loyalty.Client;

/// <summary>Why a call was not done, as the engine or the connection to it says.</summary>
/// <param name="Code">The status.</param>
/// <param name="Reason">
/// The engine's reason code, such as RECEIPT_ALREADY_USED; the status' name where it gave none.
/// </param>
/// <param name="Sentence">For people.</param>
/// <param name="Field">The request's field at fault; empty if none is.</param>
/// <param name="Facts">The engine's facts about it, by name.</param>
public sealed record Refusal(
    StatusCode Code,
    string Reason,
    string Sentence,
    string Field,
    IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>Whether the same request may be answered otherwise in a moment. Never a changed request.</summary>
    public bool IsTransient => Code switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => true,
        StatusCode.Aborted => Reason == "LOST_RACE",
        StatusCode.ResourceExhausted => Reason == "OVERLOADED",
        // Not ours, or it would be no refusal: the server or the connection ended the call.
        StatusCode.Cancelled => true,
        _ => IsConnectionLoss,
    };

    /// <summary>Whether the call broke on its way rather than being answered.</summary>
    internal bool IsConnectionLoss { get; private init; }

    /// <summary>Whether the engine itself gave the reason, rather than something on the way to it.</summary>
    public bool IsFromEngine { get; private init; }

    /// <summary>A refusal that the client itself comes to.</summary>
    public static Refusal Of(StatusCode code, string reason, string sentence) =>
        new(code, reason, sentence, "", Nothing);

    /// <summary>Reads what ended a call.</summary>
    public static Refusal From(RpcException exception)
    {
        if (exception.Trailers.GetRpcStatus(ignoreParseError: true) is { } status)
            return From(status, exception.StatusCode, exception.Status.Detail);
        return new Refusal(exception.StatusCode, NameOf(exception.StatusCode), SentenceOf(exception), "", Nothing)
        {
            IsConnectionLoss = exception.Status.DebugException is HttpRequestException or IOException,
        };
    }

    /// <summary>Reads the answer to one receipt of an upload.</summary>
    public static Refusal From(Google.Rpc.Status status) => From(status, (StatusCode)status.Code, status.Message);

    public override string ToString()
    {
        var facts = Facts.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}");
        if (Field.Length > 0 && !Facts.ContainsKey("field")) facts = facts.Prepend($"field={Field}");
        var all = string.Join(", ", facts);
        return all.Length > 0 ? $"{Reason}: {Sentence} ({all})" : $"{Reason}: {Sentence}";
    }

    private static Refusal From(Google.Rpc.Status status, StatusCode code, string sentence)
    {
        var (reason, field, facts) = ("", "", Nothing);
        foreach (var detail in status.Details)
        {
            if (detail.TryUnpack<ErrorInfo>(out var info))
                (reason, facts) = (info.Reason, info.Metadata.ToDictionary(StringComparer.Ordinal));
            else if (detail.TryUnpack<BadRequest>(out var bad) && bad.FieldViolations.Count > 0)
                field = bad.FieldViolations[0].Field;
        }

        return new Refusal(code, reason.Length > 0 ? reason : NameOf(code), sentence, field, facts)
        {
            IsFromEngine = reason.Length > 0,
        };
    }

    private static readonly IReadOnlyDictionary<string, string> Nothing =
        new Dictionary<string, string>(0, StringComparer.Ordinal);

    /// <summary>
    /// Names the failure in a sentence. The system's sentence about a failed connection is shorter and clearer than
    /// gRPC's text; where none came about, HTTP's own sentence names the address as well.
    /// </summary>
    private static string SentenceOf(RpcException exception) => exception.Status.DebugException switch
    {
        null => exception.Status.Detail,
        HttpRequestException { InnerException: SocketException } cause => cause.Message,
        var cause => cause.GetBaseException().Message,
    };

    /// <summary>FailedPrecondition → FAILED_PRECONDITION, as the contract spells it.</summary>
    private static string NameOf(StatusCode code) => code == StatusCode.OK
        ? "OK"
        : string.Concat(code.ToString().Select((c, i) =>
            i > 0 && char.IsUpper(c) ? $"_{c}" : char.ToUpperInvariant(c).ToString()));
}
