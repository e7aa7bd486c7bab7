using Grpc.Core;
using Loyalty.Domain;

namespace Loyalty.Server.Errors;

/// <summary>Each refusal's status and sentence: the one table of them.</summary>
internal static class RefusalStatus
{
    /// <exception cref="ArgumentOutOfRangeException">It is none that this table knows.</exception>
    public static (StatusCode Code, string Sentence) Of(Refusal refusal) => refusal switch
    {
        Refusal.FieldMalformed => (StatusCode.InvalidArgument, "The field is missing, too long or not well-formed."),
        Refusal.RequestIdMalformed => (StatusCode.InvalidArgument, "The request id is not a UUID."),
        Refusal.CardNumberMalformed => (StatusCode.InvalidArgument, "The card number is not one: 8 to 19 digits are."),
        Refusal.CardNumberCheckDigit => (StatusCode.InvalidArgument, "The card number's check digit is wrong."),
        Refusal.CurrencyMismatch => (StatusCode.InvalidArgument, "The amount is not in the program's currency."),
        Refusal.AmountNotPositive => (StatusCode.InvalidArgument, "The amount is not above 0."),
        Refusal.AmountTooLarge => (StatusCode.InvalidArgument, "The amount is larger than is believed."),
        Refusal.AmountPrecision => (StatusCode.InvalidArgument, "The amount has a fraction of a minor unit."),
        Refusal.ReceiptLinesMismatch => (StatusCode.InvalidArgument, "The lines don't sum up to the total."),
        Refusal.ReceiptTendersMismatch => (StatusCode.InvalidArgument, "The tenders don't sum up to the total."),
        Refusal.ReceiptTimeMismatch => (
            StatusCode.InvalidArgument,
            "The sale's time is more than a day off the business date."),
        Refusal.PhoneMalformed => (
            StatusCode.InvalidArgument,
            "The phone number is not one: a mainland mobile number is, or another country's with + in front."),
        Refusal.CallerMalformed => (StatusCode.Unauthenticated, "The caller's credential can't be used."),
        Refusal.StoreNotCallers => (StatusCode.PermissionDenied, "The receipt is another store's."),
        Refusal.CallerNotTill => (StatusCode.PermissionDenied, "Only a till has a session."),
        Refusal.CallerNotAllowed => (StatusCode.PermissionDenied, "This kind of caller may not do this."),
        Refusal.CardUnknown => (StatusCode.NotFound, "No card has this number."),
        Refusal.StockNumberUnknown => (
            StatusCode.NotFound,
            "The number is in no registered range of pre-printed cards."),
        Refusal.MemberUnknown => (StatusCode.NotFound, "No member has this id."),
        Refusal.MemberErased => (StatusCode.FailedPrecondition, "The member's personal data was erased."),
        Refusal.MemberMerged => (StatusCode.FailedPrecondition, "The member was merged into another."),
        Refusal.RequestConflict => (StatusCode.AlreadyExists, "The request id was used for another request."),
        Refusal.ReceiptAlreadyUsed => (StatusCode.AlreadyExists, "The receipt has earned on another card."),
        Refusal.ReceiptConflict => (StatusCode.AlreadyExists, "The receipt was sent before with other content."),
        Refusal.ReceiptHasIssued => (StatusCode.AlreadyExists, "The receipt has issued another card."),
        Refusal.StockNumberUsed => (StatusCode.AlreadyExists, "The pre-printed number is on a card already."),
        Refusal.ImportConflict => (StatusCode.AlreadyExists, "The card was imported before, with other content."),
        Refusal.CardNumberTaken => (StatusCode.AlreadyExists, "The number is, or was, on another card."),
        Refusal.EtagMismatch => (StatusCode.Aborted, "The member has changed since; read the member again."),
        Refusal.PhoneTaken => (StatusCode.AlreadyExists, "Another member has this phone number."),
        Refusal.MemberHasCard => (StatusCode.AlreadyExists, "The member has a card of this type already."),
        Refusal.OtherMember => (StatusCode.FailedPrecondition, "The cards are not one member's."),
        Refusal.CardReplaced => (StatusCode.FailedPrecondition, "The card has another number now; this one is dead."),
        Refusal.CardCancelled => (StatusCode.FailedPrecondition, "The card is cancelled."),
        Refusal.CardLost => (StatusCode.FailedPrecondition, "The card is reported lost."),
        Refusal.CardSuspended => (StatusCode.FailedPrecondition, "The card is suspended."),
        Refusal.CardExpired => (StatusCode.FailedPrecondition, "The card's term is over."),
        Refusal.CardNotLost => (StatusCode.FailedPrecondition, "The card is not reported lost."),
        Refusal.CardNotSuspended => (StatusCode.FailedPrecondition, "The card is not suspended."),
        Refusal.CardNotDue => (StatusCode.FailedPrecondition, "The card's term is not about to end."),
        Refusal.ReceiptPresented => (StatusCode.AlreadyExists, "The receipt was shown for another guest card."),
        Refusal.CardIsGuest => (StatusCode.FailedPrecondition, "It is a guest card, which can only be claimed."),
        Refusal.CardIsNoGuest => (StatusCode.FailedPrecondition, "It is no guest card."),
        Refusal.GuestExpired => (StatusCode.FailedPrecondition, "The guest card was good for its day only."),
        Refusal.GuestFull => (StatusCode.FailedPrecondition, "The guest card holds as many receipts as it can."),
        Refusal.CardHasMember => (StatusCode.FailedPrecondition, "The card is a member's already."),
        Refusal.CardHasNoMember => (StatusCode.FailedPrecondition, "The card is nobody's."),
        Refusal.ReceiptInFuture => (StatusCode.FailedPrecondition, "The receipt's business date is in the future."),
        Refusal.ReceiptTooOld => (StatusCode.FailedPrecondition, "The receipt is too old."),
        Refusal.ReceiptTooSmall => (
            StatusCode.FailedPrecondition,
            "The receipt is too small to issue a card for free."),
        Refusal.BalanceTooLarge => (StatusCode.FailedPrecondition, "The balance would be larger than a card can hold."),
        Refusal.NotEnoughPoints => (StatusCode.FailedPrecondition, "There are not that many points that can be used."),
        Refusal.QuotaExhausted => (StatusCode.ResourceExhausted, "There is nothing left to allocate."),
        Refusal.Overloaded => (StatusCode.ResourceExhausted, "There is too much to do just now; nothing happened."),
        Refusal.LostRace => (StatusCode.Aborted, "Another call was faster; nothing happened. Send the same again."),
        Refusal.LedgerUnavailable => (StatusCode.Unavailable, "The ledger can't be reached; nothing happened."),
        Refusal.OutcomeUnknown => (
            StatusCode.Unavailable,
            "Whether it happened is not known; only the same request again can tell."),
        Refusal.MemberUnreadable => (
            StatusCode.DataLoss,
            "The member's record can't be opened: it, or its key, is not what it was."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };
}
