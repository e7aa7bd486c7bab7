using System.Collections.Immutable;

namespace Loyalty.Domain;

/// <summary>
/// Why the engine said no, in order of precedence: where two apply, the smaller number is answered.
/// Numbers and names are frozen; the name in UPPER_SNAKE_CASE is the reason code on the wire.
/// </summary>
public enum Refusal
{
    // The message is not one.
    FieldMalformed = 100,
    RequestIdMalformed = 101,
    CardNumberMalformed = 102,
    CardNumberCheckDigit = 103,
    CurrencyMismatch = 110,
    AmountNotPositive = 111,
    AmountTooLarge = 112,
    AmountPrecision = 113,
    ReceiptLinesMismatch = 114,
    ReceiptTendersMismatch = 115,
    ReceiptTimeMismatch = 116,
    PhoneMalformed = 130,

    // The caller may not.
    CallerMalformed = 200,
    StoreNotCallers = 201,
    CallerNotTill = 202,
    CallerNotAllowed = 203,

    // What it names is not there.
    CardUnknown = 300,
    StockNumberUnknown = 301,
    MemberUnknown = 330,
    MemberErased = 331,
    MemberMerged = 332,

    // It was there before, with another fingerprint.
    RequestConflict = 400,
    ReceiptAlreadyUsed = 401,
    ReceiptConflict = 402,
    ReceiptHasIssued = 403,
    StockNumberUsed = 404,
    ImportConflict = 405,
    CardNumberTaken = 406,
    ReceiptPresented = 407,

    // The card is not in a state for it.
    CardReplaced = 500,
    CardCancelled = 501,
    CardLost = 502,
    CardSuspended = 503,
    CardExpired = 504,
    CardNotLost = 505,
    CardNotSuspended = 506,
    CardNotDue = 507,
    CardHasMember = 508,
    CardHasNoMember = 509,

    // It has changed since, or is somebody else's.
    EtagMismatch = 430,
    PhoneTaken = 431,
    MemberHasCard = 432,
    OtherMember = 433,

    CardIsGuest = 530,
    CardIsNoGuest = 531,
    GuestExpired = 532,
    GuestFull = 533,

    // The rules say no.
    ReceiptInFuture = 510,
    ReceiptTooOld = 511,
    ReceiptTooSmall = 512,
    BalanceTooLarge = 520,
    NotEnoughPoints = 521,
    QuotaExhausted = 590,

    // Not now.
    Overloaded = 600,
    LostRace = 601,
    LedgerUnavailable = 610,
    OutcomeUnknown = 611,

    // Not any more.
    MemberUnreadable = 630,
}

/// <summary>A refusal with the facts the caller needs. It changed nothing, unless the outcome is unknown.</summary>
/// <param name="Reason">The reason code.</param>
/// <param name="Field">The request's field that is at fault, in the contract's spelling; empty if none is.</param>
/// <param name="Facts">Facts that the caller needs to know, by name; never another customer's.</param>
[GenerateSerializer, Immutable, Alias("loyalty.Refused")]
public sealed record Refused(
    [property: Id(0)] Refusal Reason,
    [property: Id(1)] string Field,
    [property: Id(2)] ImmutableArray<Fact> Facts)
{
    public Refused(Refusal reason, string field = "") : this(reason, field, [])
    {
    }

    public Refused With(string name, string value) => this with { Facts = Facts.Add(new Fact(name, value)) };
}

/// <summary>A named fact of a refusal.</summary>
[GenerateSerializer, Immutable, Alias("loyalty.Fact")]
public readonly record struct Fact([property: Id(0)] string Name, [property: Id(1)] string Value);
