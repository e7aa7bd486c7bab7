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
public static class GrpcErrors
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
        var code = CodeOf(refused.Reason);
        var sentence = SentenceOf(refused.Reason);
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

    private static StatusCode CodeOf(Refusal refusal) => refusal switch
    {
        < Refusal.CallerMalformed => StatusCode.InvalidArgument,
        Refusal.CallerMalformed => StatusCode.Unauthenticated,
        < Refusal.CardUnknown => StatusCode.PermissionDenied,
        Refusal.MemberErased or Refusal.MemberMerged => StatusCode.FailedPrecondition,
        < Refusal.RequestConflict => StatusCode.NotFound,
        Refusal.EtagMismatch => StatusCode.Aborted,
        Refusal.OtherMember => StatusCode.FailedPrecondition,
        < Refusal.CardReplaced => StatusCode.AlreadyExists,
        Refusal.Exhausted or Refusal.Overloaded => StatusCode.ResourceExhausted,
        < Refusal.Exhausted => StatusCode.FailedPrecondition,
        Refusal.LostRace => StatusCode.Aborted,
        Refusal.MemberUnreadable => StatusCode.DataLoss,
        _ => StatusCode.Unavailable,
    };

    private static string SentenceOf(Refusal refusal) => refusal switch
    {
        Refusal.FieldMalformed => "The field is missing, too long or not well-formed.",
        Refusal.RequestIdMalformed => "The request id is not a UUID.",
        Refusal.CardNumberMalformed => "The card number is not one: 8 to 19 digits are.",
        Refusal.CardNumberCheckDigit => "The card number's check digit is wrong.",
        Refusal.CurrencyMismatch => "The amount is not in the programme's currency.",
        Refusal.AmountNotPositive => "The amount is not above 0.",
        Refusal.AmountTooLarge => "The amount is larger than is believed.",
        Refusal.AmountPrecision => "The amount has a fraction of a minor unit.",
        Refusal.ReceiptLinesMismatch => "The lines don't sum up to the total.",
        Refusal.ReceiptTendersMismatch => "The tenders don't sum up to the total.",
        Refusal.ReceiptTimeMismatch => "The sale's time is more than a day off the business date.",
        Refusal.PhoneMalformed =>
            "The phone number is not one: a mainland mobile number is, or another country's with + in front.",
        Refusal.CallerMalformed => "The caller's credential can't be used.",
        Refusal.StoreNotCallers => "The receipt is another store's.",
        Refusal.CallerNotTill => "Only a till has a session.",
        Refusal.CallerNotAllowed => "This kind of caller may not do this.",
        Refusal.CardUnknown => "No card has this number.",
        Refusal.StockNumberUnknown => "The number is in no registered range of pre-printed cards.",
        Refusal.MemberUnknown => "No member has this id.",
        Refusal.MemberErased => "The member's personal data was erased.",
        Refusal.MemberMerged => "The member was merged into another.",
        Refusal.RequestConflict => "The request id was used for another request.",
        Refusal.ReceiptClaimed => "The receipt has earned on another card.",
        Refusal.ReceiptConflict => "The receipt was sent before with other content.",
        Refusal.ReceiptHasIssued => "The receipt has issued another card.",
        Refusal.StockNumberUsed => "The pre-printed number is on a card already.",
        Refusal.ImportConflict => "The card was taken over before, with other content.",
        Refusal.CardNumberTaken => "The number is, or was, on another card.",
        Refusal.EtagMismatch => "The member has changed since; read him again.",
        Refusal.PhoneTaken => "Another member has this phone number.",
        Refusal.MemberHasCard => "The member has a card of this type already.",
        Refusal.OtherMember => "The cards are not one member's.",
        Refusal.CardReplaced => "The card has another number now; this one is dead.",
        Refusal.CardCancelled => "The card is cancelled.",
        Refusal.CardLost => "The card is reported lost.",
        Refusal.CardSuspended => "The card is on hold.",
        Refusal.CardExpired => "The card's term is over.",
        Refusal.CardNotLost => "The card is not reported lost.",
        Refusal.CardNotSuspended => "The card is not on hold.",
        Refusal.CardNotDue => "The card's term is not about to end.",
        Refusal.ReceiptPresented => "The receipt was shown for another guest card.",
        Refusal.CardIsGuest => "It is a guest card, which can only be claimed.",
        Refusal.CardIsNoGuest => "It is no guest card.",
        Refusal.GuestExpired => "The guest card was good for its day only.",
        Refusal.GuestFull => "The guest card holds as many receipts as it can.",
        Refusal.CardHasMember => "The card is a member's already.",
        Refusal.CardHasNoMember => "The card is nobody's.",
        Refusal.ReceiptInFuture => "The receipt's business date is in the future.",
        Refusal.ReceiptTooOld => "The receipt is too old.",
        Refusal.ReceiptTooSmall => "The receipt is too small to issue a card for free.",
        Refusal.BalanceTooLarge => "The balance would be larger than a card can hold.",
        Refusal.NotEnoughPoints => "There are not that many points that can be used.",
        Refusal.Exhausted => "There is nothing left to draw.",
        Refusal.Overloaded => "There is too much to do just now; nothing happened.",
        Refusal.LostRace => "Another call was faster; nothing happened. Send the same again.",
        Refusal.LedgerUnavailable => "The ledger can't be reached; nothing happened.",
        Refusal.OutcomeUnknown => "Whether it happened is not known; only the same request again can tell.",
        Refusal.MemberUnreadable => "The member's record can't be opened: it, or its key, is not what it was.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

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
