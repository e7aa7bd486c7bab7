using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Entries;
using Loyalty.Server.Mapping;
using Loyalty.Testing;

namespace Loyalty.Server.Tests.Statement;

public sealed class EntrySummaryTests
{
    private static readonly Currency s_currency = new("USD");

    [Fact]
    public void Words_OfEveryKind_AreItsOwn()
    {
        var words = Enum.GetValues<EntryKind>().Select(kind => Say(Blank(kind))).ToArray();
        Assert.Equal(words.Length, words.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Words_OfAnAccrual_NameReceiptLotDebtAndTill()
    {
        var entry = Blank(EntryKind.Accrual) with
        {
            Points = 12,
            LotEffects = [new LotEffect(new DateOnly(2027, 12, 31), 9)],
            Receipt = new ReceiptReference("S1", "T2", "R7", new DateOnly(2026, 6, 15), 24_050, "USD"),
            Grants = [new Grant("base", 6), new Grant("multiplier:double", 6)],
        };
        Assert.Equal(
            "Receipt R7 of store S1, till T2, of 2026-06-15 over 240.50 USD earned 12 points "
            + "(base 6, multiplier:double 6). 9 points went into the lot until 2027-12-31. 3 points paid debt. "
            + "At desk D1 in mall M1, operator 007.",
            Say(entry));
    }

    [Fact]
    public void Words_OfAnIssue_NameTermPriceAndMaskedNumber()
    {
        var entry = Blank(EntryKind.Issue) with
        {
            CardNumber = new CardNumber("980012345678"),
            Change = new CardChange(CardType.OneYear, new DateOnly(2027, 6, 15), 200, "", false),
        };
        Assert.StartsWith(
            "Issued as a one-year card with number ********5678, good until 2027-06-15, for 2.00 USD. At desk",
            Say(entry), StringComparison.Ordinal);
        var against = entry with
        {
            Receipt = new ReceiptReference("S1", "", "R7", new DateOnly(2026, 6, 15), 6_000, "USD"),
            Change = entry.Change with { FeeMinor = 0, IsReceiptSurrendered = true },
        };
        Assert.Contains(
            ", for receipt R7 of store S1, of 2026-06-15 over 60.00 USD, surrendered.", Say(against),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfACancellation_SayWhatWasForfeitedAndWrittenOff()
    {
        var entry = Blank(EntryKind.Cancellation) with
        {
            Points = -1, LotEffects = [new LotEffect(null, -4)], Change = CardChange.For("moved away"),
        };
        Assert.Equal(
            "Cancelled permanently. 4 points left the lot without an end. A debt of 3 points was written off. "
            + "Reason: moved away. At desk D1 in mall M1, operator 007.",
            Say(entry));
    }

    [Fact]
    public void Words_OfATransfer_NameTheOtherSide()
    {
        var entry = Blank(EntryKind.TransferOut) with
        {
            Points = -7, LotEffects = [new LotEffect(null, -7)],
            Counterpart = new EntryReference(Samples.CardId(2), 9),
        };
        var other = $"another card of the same member (entry 9 of card {Samples.CardId(2)})";
        Assert.StartsWith(
            $"Transferred 7 points to {other}. 7 points left the lot without an end. At desk", Say(entry),
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"Transferred 7 points from {other}. At desk",
            Say(entry with { Kind = EntryKind.TransferIn, Points = 7, LotEffects = [], IdempotencyKey = "" })
                .Replace(" 7 points paid debt.", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfADebtThatMoves_SayWhoPassedAndWhoTookIt()
    {
        var passed = Blank(EntryKind.TransferOut) with
        {
            Points = 7, Counterpart = new EntryReference(Samples.CardId(2), 9), IdempotencyKey = "",
        };
        var other = $"another card of the same member (entry 9 of card {Samples.CardId(2)})";
        Assert.StartsWith($"Passed a debt of 7 points on to {other}. At desk", Say(passed), StringComparison.Ordinal);
        var taken = passed with
        {
            Kind = EntryKind.TransferIn, Points = -7, LotEffects = [new LotEffect(null, -6)],
        };
        Assert.StartsWith(
            $"Received a debt of 7 points from {other}. 6 points left the lot without an end. 1 point became debt. At",
            Say(taken), StringComparison.Ordinal);
    }

    /// <summary>Its reason names the member who is no more, which is not for words.</summary>
    [Theory]
    [InlineData(EntryKind.MemberLink, "Became the card of the member into whom its own was merged. At desk")]
    [InlineData(
        EntryKind.Cancellation,
        "Cancelled permanently: its member was merged into one who has another card of its type. At desk")]
    public void Words_OfAMerge_SayItWithoutTheMembers(EntryKind kind, string words)
    {
        var change = new CardChange(null, null, 0, CardFingerprint.MergeReason(Samples.Member(2)), false)
        {
            MemberId = Samples.Member(1),
        };
        var told = Say(Blank(kind) with { Change = change });
        Assert.StartsWith(words, told, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Samples.Member(2)}", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfWhatCameFromAnOldSystem_NameNoPriceAndItsDebt()
    {
        var issue = Blank(EntryKind.Issue) with
        {
            CardNumber = new CardNumber("980012345678"), IdempotencyKey = "",
            Change = new CardChange(CardType.OneYear, new DateOnly(2027, 6, 15), 0, "", false),
        };
        Assert.StartsWith(
            "Issued by an old system as a one-year card with number ********5678, good until 2027-06-15. At desk",
            Say(issue), StringComparison.Ordinal);
        var source = new CardChange(null, null, 0, "", false) { Source = "a:1" };
        var opening = Blank(EntryKind.OpeningBalance) with { Points = -7, Change = source };
        Assert.StartsWith(
            "Imported from an old system, with a debt of 7 points (a:1). At desk", Say(opening),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfAnOpening_NameWhereItComesFrom()
    {
        var entry = Blank(EntryKind.OpeningBalance) with
        {
            Points = 40, LotEffects = [new LotEffect(null, 40)], CardNumber = new CardNumber("980012345678"),
            Change = new CardChange(CardType.OneYear, null, 0, "", false)
            {
                Source = "members.csv:17", MemberId = Samples.Member(1),
            },
        };
        Assert.StartsWith(
            "Imported from an old system as a one-year card with number ********5678, with 40 points "
            + "(members.csv:17). 40 points went into the lot without an end.",
            Say(entry), StringComparison.Ordinal);
        Assert.DoesNotContain($"{Samples.Member(1)}", Say(entry), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfAnEntryPostedAlong_SayWithWhat()
    {
        var entry = Blank(EntryKind.Expiry) with
        {
            Points = -1, LotEffects = [new LotEffect(new DateOnly(2025, 12, 31), -1)], IdempotencyKey = "",
            Caller = Samples.Till,
        };
        Assert.Equal(
            "1 point expired. 1 point left the lot until 2025-12-31. "
            + "Posted along at till till-7 of store s1 in mall riverside, operator ann.",
            Say(entry));
    }

    [Fact]
    public void Words_ForThoseWhoHearNoReasons_HaveNone()
    {
        var entry = Blank(EntryKind.Suspension) with { Change = CardChange.For("a friend of bea's") };
        Assert.Contains("bea", Say(entry), StringComparison.Ordinal);
        Assert.DoesNotContain("bea", EntrySummary.Of(entry, s_currency, withReason: false), StringComparison.Ordinal);
    }

    /// <summary>A descriptor's sentence is told to everybody, tills among them, so no reason may stand in it.</summary>
    [Fact]
    public void Words_OfEveryKind_TellAReasonOnceAndOnlyToThoseWhoHearReasons()
    {
        foreach (var kind in Enum.GetValues<EntryKind>())
        {
            var entry = Blank(kind) with { Change = CardChange.For("bea") };
            Assert.True(Say(entry).Split("bea").Length == 2, Say(entry));
            var told = EntrySummary.Of(entry, s_currency, withReason: false);
            Assert.DoesNotContain("bea", told, StringComparison.Ordinal);
        }
    }

    /// <summary>Currencies have 0 to 4 decimals.</summary>
    [Theory]
    [InlineData("JPY", "200 JPY")]
    [InlineData("CNY", "2.00 CNY")]
    [InlineData("KWD", "0.200 KWD")]
    [InlineData("CLF", "0.0200 CLF")]
    public void Words_OfAFee_HaveTheCurrencysDecimals(string currency, string expected) => Assert.Contains(
        expected,
        EntrySummary.Of(
            Blank(EntryKind.Renewal) with { Change = new CardChange(null, null, 200, "", false) },
            new Currency(currency), true),
        StringComparison.Ordinal);

    private static string Say(LedgerEntry entry) => EntrySummary.Of(entry, s_currency, withReason: true);

    private static LedgerEntry Blank(EntryKind kind) => new(
        Samples.CardId(1), 4, kind, 0, 0, 0, [], new DateOnly(2026, 6, 15), Samples.Now,
        new Caller(CallerKind.Desk, "D1", "M1", "", "007"), "request/1", null, null, 1, [], 0, []);
}
