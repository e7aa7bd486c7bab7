namespace Loyalty.Domain;

/// <summary>The basis of a refusal, which says whether it is permanent.</summary>
public enum RefusalNature
{
    /// <summary>On the request and its caller alone: it is so whatever the ledger holds.</summary>
    OfRequest = 1,

    /// <summary>On what the ledger, or the members' records, hold.</summary>
    OfState = 2,

    /// <summary>On this moment: the same request may be answered otherwise in the next.</summary>
    OfMoment = 3,
}

/// <summary>The nature of each refusal.</summary>
public static class RefusalNatures
{
    /// <exception cref="ArgumentOutOfRangeException">It is none that this table knows.</exception>
    public static RefusalNature Of(Refusal refusal)
    {
        switch (refusal)
        {
            case Refusal.FieldMalformed or Refusal.RequestIdMalformed or Refusal.CardNumberMalformed
                or Refusal.CardNumberCheckDigit or Refusal.CurrencyMismatch or Refusal.AmountNotPositive
                or Refusal.AmountTooLarge or Refusal.AmountPrecision or Refusal.ReceiptLinesMismatch
                or Refusal.ReceiptTendersMismatch or Refusal.ReceiptTimeMismatch or Refusal.PhoneMalformed
                or Refusal.CallerMalformed or Refusal.StoreNotCallers or Refusal.CallerNotTill
                or Refusal.CallerNotAllowed:
                return RefusalNature.OfRequest;
            case Refusal.CardUnknown or Refusal.StockNumberUnknown or Refusal.MemberUnknown or Refusal.MemberErased
                or Refusal.MemberMerged or Refusal.RequestConflict or Refusal.ReceiptAlreadyUsed
                    or Refusal.ReceiptConflict
                or Refusal.ReceiptHasIssued or Refusal.StockNumberUsed or Refusal.ImportConflict
                or Refusal.CardNumberTaken or Refusal.ReceiptPresented:
                return RefusalNature.OfState;
            case Refusal.CardReplaced or Refusal.CardCancelled or Refusal.CardLost or Refusal.CardSuspended
                or Refusal.CardExpired or Refusal.CardNotLost or Refusal.CardNotSuspended or Refusal.CardNotDue
                or Refusal.CardHasMember or Refusal.CardHasNoMember or Refusal.CardIsGuest or Refusal.CardIsNoGuest
                or Refusal.GuestExpired or Refusal.GuestFull:
                return RefusalNature.OfState;
            case Refusal.EtagMismatch or Refusal.PhoneTaken or Refusal.MemberHasCard or Refusal.OtherMember
                or Refusal.ReceiptInFuture or Refusal.ReceiptTooOld or Refusal.ReceiptTooSmall
                or Refusal.BalanceTooLarge or Refusal.NotEnoughPoints or Refusal.QuotaExhausted
                    or Refusal.MemberUnreadable:
                return RefusalNature.OfState;
            case Refusal.Overloaded or Refusal.LostRace or Refusal.LedgerUnavailable or Refusal.OutcomeUnknown:
                return RefusalNature.OfMoment;
            default:
                throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null);
        }
    }
}
