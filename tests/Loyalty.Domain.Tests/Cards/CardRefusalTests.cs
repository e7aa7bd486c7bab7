using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Receipts;
using Loyalty.Domain.Rules;

namespace Loyalty.Domain.Tests.Cards;

public sealed class CardRefusalTests
{
    private static readonly CardState Card0 = Sample.Issue().After;

    private sealed record Request(CardState State, CardNumber Number, Receipt Receipt)
    {
        public Decision Decide() => Sample.Decide(
            State, new AccruePoints(Number, Receipt), Sample.On(Sample.Rules with { EarnUnitMinor = 1 }));
    }

    private static readonly Request Good = new(Card0, Sample.Number, Sample.Receipt);

    /// <summary>Every refusal that the decision itself can give, each with a way to bring it about.</summary>
    private static readonly (Refusal Reason, Func<Request, Request> Spoil)[] Faults =
    [
        (Refusal.FieldMalformed, request => With(request, receipt => receipt with { Channel = "\0" })),
        (Refusal.CurrencyMismatch, request => With(request, receipt => receipt with { Currency = "USD" })),
        (Refusal.AmountNotPositive, request => With(request, receipt => receipt with { TotalMinor = 0 })),
        (Refusal.AmountTooLarge, request => With(request, receipt => receipt with
        {
            Tenders = [.. receipt.Tenders, new Tender("x", long.MaxValue)],
        })),
        (Refusal.ReceiptLinesMismatch, request => With(request, receipt => receipt with
        {
            Lines = [.. receipt.Lines, new ReceiptLine("", "", 0, 1)],
        })),
        (Refusal.ReceiptTendersMismatch, request => With(request, receipt => receipt with
        {
            Tenders = [.. receipt.Tenders, new Tender("x", 1)],
        })),
        (Refusal.ReceiptTimeMismatch, request => With(request, receipt => receipt with
        {
            Time = DateTimeOffset.MinValue,
        })),
        (Refusal.StoreNotCallers, request => With(request, receipt => receipt with { Store = "store-2" })),
        (Refusal.CardUnknown, request => request with { Number = Sample.OtherNumber }),
        (Refusal.CardUnknown, request => request with { State = CardState.Unissued(Sample.CardId) }),
        (Refusal.ReceiptInFuture, request => With(request, receipt => receipt with
        {
            BusinessDate = Sample.Today.AddDays(1),
        })),
        (Refusal.ReceiptTooOld, request => With(request, receipt => receipt with
        {
            BusinessDate = Sample.Today.AddDays(-31),
        })),
        (Refusal.BalanceTooLarge, request => request with
        {
            State = request.State.IsIssued ? Sample.WithLots(0, Full(null)) : request.State,
        }),
    ];

    [Fact]
    public void Decide_Good_IsCommitted() => CardSums.Check(Sample.Committed(Good.Decide()));

    [Fact]
    public void Decide_OneFault_IsNamed()
    {
        foreach (var fault in Faults) Assert.Equal(fault.Reason, Sample.Refused(fault.Spoil(Good).Decide()));
    }

    [Fact]
    public void Decide_TwoFaults_TheSmallerNumberWins()
    {
        foreach (var first in Faults)
        {
            foreach (var second in Faults)
            {
                // One date can't be both; the later change stands.
                if (IsDate(first.Reason) && IsDate(second.Reason)) continue;
                var expected = first.Reason < second.Reason ? first.Reason : second.Reason;
                Assert.Equal(expected, Sample.Refused(second.Spoil(first.Spoil(Good)).Decide()));
            }
        }
    }

    [Theory]
    [InlineData(0, -36_000, null)] // no limit
    [InlineData(30, -30, null)]
    [InlineData(30, -31, Refusal.ReceiptTooOld)]
    [InlineData(1, -1, null)]
    [InlineData(1, -2, Refusal.ReceiptTooOld)]
    [InlineData(30, 0, null)]
    [InlineData(0, 1, Refusal.ReceiptInFuture)]
    [InlineData(30, 2_900_000, Refusal.ReceiptInFuture)] // the year 9966
    public void Decide_Date_IsComparedWithTheMallsDay(int maxAgeDays, int days, Refusal? expected)
    {
        var rules = Sample.Rules with { ReceiptMaxAgeDays = maxAgeDays };
        var receipt = Sample.Paid(2_000, date: Sample.Today.AddDays(days));
        var decision = Sample.Decide(Card0, Sample.Accrue(receipt), Sample.On(rules));
        Assert.Equal(expected, decision.Refused?.Reason);
        Assert.Equal(expected is null, decision.Commit is not null);
    }

    [Fact]
    public void Decide_DatesAtTheCalendarsEnds_AreRefusedNotThrown()
    {
        Assert.Equal(Refusal.ReceiptInFuture, Refused(Sample.Paid(1, date: DateOnly.MaxValue)));
        Assert.Equal(Refusal.ReceiptTooOld, Refused(Sample.Paid(1, date: DateOnly.MinValue)));
    }

    [Fact]
    public void Decide_FullCard_TakesNoPointMoreButAReceiptOfNone()
    {
        var full = Sample.WithLots(0, Full(null));
        Assert.Equal(Refusal.BalanceTooLarge, Refused(Sample.Paid(2_000), full));
        Sample.Committed(Sample.Decide(full, Sample.Accrue(Sample.Paid(1_999)), Sample.DecisionContext));
        var almost = Sample.WithLots(0, new Lot(null, ProgramRules.MaxBalance - 1, ProgramRules.MaxBalance - 1));
        Sample.Committed(Sample.Decide(almost, Sample.Accrue(Sample.Paid(2_000)), Sample.DecisionContext));
        Assert.Equal(Refusal.BalanceTooLarge, Refused(Sample.Paid(4_000), almost));
    }

    /// <summary>A bug once: points that had expired unbooked took up the room.</summary>
    [Fact]
    public void Decide_FullOfExpiredPoints_HasRoom()
    {
        var state = Sample.WithLots(0, Full(Sample.Today.AddDays(-1)));
        var commit = Sample.Committed(Sample.Decide(state, Sample.Accrue(Sample.Paid(2_000)), Sample.DecisionContext));
        Assert.Equal(1, commit.After.Balance);
        CardSums.Check(commit);
    }

    [Fact]
    public void Decide_Refused_TellsTheFactsAndNoWholeNumber()
    {
        var command = new AccruePoints(Sample.OtherNumber, Sample.Receipt);
        var refused = Sample.Decide(Card0, command, Sample.DecisionContext).Refused;
        Assert.Equal(
            new Refused(Refusal.CardUnknown, "card_number").With("card_number", "***************9999").Facts,
            refused!.Facts.Select(fact => fact with { Value = fact.Value[..^4] + "9999" }));
        Assert.DoesNotContain(Sample.OtherNumber.Digits, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_NoNumberPresented_IsUnknown() => Assert.Equal(
        Refusal.CardUnknown,
        Sample.Refused(Sample.Decide(Card0, new AccruePoints(default, Sample.Receipt), Sample.DecisionContext)));

    /// <summary>Numbers and names stand in answers and in callers' code.</summary>
    [Fact]
    public void Refusal_NumbersAndNames_AreFrozen()
    {
        var all = string.Join(' ', Enum.GetValues<Refusal>().Select(refusal => $"{(int)refusal}:{refusal}"));
        Assert.StartsWith(
            "100:FieldMalformed 101:RequestIdMalformed 102:CardNumberMalformed 103:CardNumberCheckDigit "
            + "110:CurrencyMismatch 111:AmountNotPositive 112:AmountTooLarge 113:AmountPrecision "
            + "114:ReceiptLinesMismatch 115:ReceiptTendersMismatch 116:ReceiptTimeMismatch 130:PhoneMalformed "
            + "200:CallerMalformed 201:StoreNotCallers 202:CallerNotTill 203:CallerNotAllowed "
            + "300:CardUnknown 301:StockNumberUnknown 330:MemberUnknown 331:MemberErased 332:MemberMerged "
            + "400:RequestConflict 401:ReceiptAlreadyUsed 402:ReceiptConflict 403:ReceiptHasIssued 404:StockNumberUsed "
            + "405:ImportConflict 406:CardNumberTaken 407:ReceiptPresented "
            + "430:EtagMismatch 431:PhoneTaken 432:MemberHasCard 433:OtherMember "
            + "500:CardReplaced 501:CardCancelled 502:CardLost 503:CardSuspended 504:CardExpired 505:CardNotLost "
            + "506:CardNotSuspended 507:CardNotDue 508:CardHasMember 509:CardHasNoMember "
            + "510:ReceiptInFuture 511:ReceiptTooOld 512:ReceiptTooSmall 520:BalanceTooLarge "
            + "521:NotEnoughPoints 530:CardIsGuest 531:CardIsNoGuest 532:GuestExpired 533:GuestFull "
            + "590:QuotaExhausted ",
            all,
            StringComparison.Ordinal);
    }

    private static bool IsDate(Refusal reason) => reason is Refusal.ReceiptInFuture or Refusal.ReceiptTooOld;

    private static Request With(Request request, Func<Receipt, Receipt> change) =>
        request with { Receipt = change(request.Receipt) };

    private static Lot Full(DateOnly? expiryDate) => new(expiryDate, ProgramRules.MaxBalance, ProgramRules.MaxBalance);

    private static Refusal Refused(Receipt receipt, CardState? state = null) =>
        Sample.Refused(Sample.Decide(state ?? Card0, Sample.Accrue(receipt), Sample.DecisionContext));
}
