using System.Collections.Frozen;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Loyalty.Domain;
using Enum = System.Enum;
using Status = Google.Rpc.Status;

namespace Loyalty.Server.Errors;

/// <summary>How each refusal looks on the wire: the one place that maps them.</summary>
internal static class GrpcErrors
{
    private const string Domain = "loyalty";

    private static readonly FrozenDictionary<Refusal, string> Reasons =
        Enum.GetValues<Refusal>().ToFrozenDictionary(refusal => refusal, UpperSnakeCase);

    /// <summary>The stable reason code: the refusal's name in UPPER_SNAKE_CASE.</summary>
    public static string ReasonOf(Refusal refusal) => Reasons[refusal];

    /// <summary>The exception that carries a refusal out of a unary call.</summary>
    public static RpcException ToException(Refused refused) => ToStatus(refused).ToRpcException();

    /// <summary>
    /// Status with <c>google.rpc.ErrorInfo</c> (reason, domain, facts) and, for what is malformed,
    /// <c>google.rpc.BadRequest</c> (field).
    /// </summary>
    public static Status ToStatus(Refused refused)
    {
        var (code, sentence) = RefusalStatus.Of(refused.Reason);
        var info = new ErrorInfo { Reason = ReasonOf(refused.Reason), Domain = Domain };
        if (refused.Field.Length > 0) info.Metadata["field"] = refused.Field;
        foreach (var fact in refused.Facts) info.Metadata[fact.Name] = fact.Value;
        var status = new Status { Code = (int)code, Message = sentence, Details = { Any.Pack(info) } };
        if (code == StatusCode.InvalidArgument && refused.Field.Length > 0)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = refused.Field, Description = sentence };
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }));
        }

        return status;
    }

    private static string UpperSnakeCase(Refusal refusal)
    {
        var text = new StringBuilder();
        foreach (var letter in refusal.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToUpperInvariant(letter));
        }

        return text.ToString();
    }
}
