using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Tests.Commits;

public sealed class ReceiptMeaningTests
{
    private static readonly Meaning Of = Meaning(Sample.Receipt);

    /// <summary>
    /// Frozen: a receipt sent again after an upgrade must mean the same. Recomputed independently of this code, from
    /// the documented form.
    /// </summary>
    [Fact]
    public void OfAccrual_CanonicalForm_IsFrozen()
    {
        Assert.Equal("01168727643854f6faf28ff0b34cff1388f98c5a81d4ca8f9f12679e89c4b7c0"
            + "5e01e62b09b502cf74363b032a6c768d0455798141053682995906b41189e707"
            + "6f74b6410899905fa2095c4e8ca30abb959bd7", Hex(Of));
        Assert.Equal("01179f8e33e09ac9c028bbe0d7a519b1170bbc9fb6219f3d93073a39f3274812"
            + "5a01e62b09b502cf74363b032a6c768d053682995906b41189e7076f74b64108"
            + "99905fa2",
            Hex(Meaning(Sample.Receipt with { Lines = [], Tenders = [] }, perTill: false)));
    }

    [Fact]
    public void OfAccrual_SameContent_IsTheSame()
    {
        var again = Meaning(Sample.Receipt with
        {
            Lines = [.. Sample.Receipt.Lines],
            Tenders = [.. Sample.Receipt.Tenders],
        });
        Assert.Equal(Of, again);
        Assert.Equal(Of.GetHashCode(), again.GetHashCode());
        Assert.Null(Of.FirstDifference(again));
    }

    [Fact]
    public void OfAccrual_TimeAndChannel_HaveNoPart() =>
        Assert.Equal(Of, Meaning(Sample.Receipt with { Time = Sample.Now, Channel = "online" }));

    [Fact]
    public void OfAccrual_Till_HasAPartOnlyWhereNumbersRestartPerTill()
    {
        var elsewhere = Sample.Receipt with { Till = "till-8" };
        Assert.Equal(MeaningField.Till, Of.FirstDifference(Meaning(elsewhere)));
        Assert.Equal(Meaning(Sample.Receipt, perTill: false), Meaning(elsewhere, perTill: false));
    }

    public static TheoryData<MeaningField, Func<Receipt, Receipt>> Changes => new()
    {
        { MeaningField.Store, receipt => receipt with { Store = "store-2" } },
        { MeaningField.BusinessDate, receipt => receipt with { BusinessDate = Sample.Today.AddDays(-1) } },
        { MeaningField.Number, receipt => receipt with { Number = "R-1002" } },
        { MeaningField.Number, receipt => receipt with { Number = "r-1001" } },
        { MeaningField.Currency, receipt => receipt with { Currency = "USD" } },
        { MeaningField.Total, receipt => receipt with { TotalMinor = 10_001 } },
        { MeaningField.Total, receipt => receipt with { TotalMinor = -10_000 } },
        { MeaningField.Lines, receipt => receipt with { Lines = [] } },
        { MeaningField.Lines, receipt => receipt with { Lines = [receipt.Lines[1], receipt.Lines[0]] } },
        { MeaningField.Lines, receipt => receipt with { Lines = [.. receipt.Lines, new ReceiptLine("", "", 0, 0)] } },
        { MeaningField.Lines, receipt => Line(receipt, line => line with { Product = "x" }) },
        { MeaningField.Lines, receipt => Line(receipt, line => line with { Category = "x" }) },
        { MeaningField.Lines, receipt => Line(receipt, line => line with { QuantityMilli = 1_999 }) },
        { MeaningField.Lines, receipt => Line(receipt, line => line with { AmountMinor = 7_001 }) },
        { MeaningField.Lines, receipt => Line(receipt, line => line with { Product = "", Category = line.Product }) },
        { MeaningField.Tenders, receipt => receipt with { Tenders = [] } },
        { MeaningField.Tenders, receipt => receipt with { Tenders = [new Tender("card", 10_000)] } },
        { MeaningField.Tenders, receipt => receipt with { Tenders = [new Tender("cash", 9_999)] } },
        { MeaningField.Store, receipt => receipt with { Store = "s", TotalMinor = 1, Tenders = [] } },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void FirstDifference_OneFieldChanged_NamesIt(MeaningField field, Func<Receipt, Receipt> change)
    {
        var changed = Meaning(change(Sample.Receipt));
        Assert.NotEqual(Of, changed);
        Assert.Equal(field, Of.FirstDifference(changed));
        Assert.Equal(field, changed.FirstDifference(Of));
    }

    [Fact]
    public void FirstDifference_OtherCard_NamesTheCard() => Assert.Equal(
        MeaningField.Card,
        Of.FirstDifference(ReceiptMeaning.OfAccrual(new CardId(Guid.Empty), Sample.Receipt, true)));

    /// <summary>A field that a later version adds counts only where it is present.</summary>
    [Fact]
    public void Build_AbsentField_IsLeftOut()
    {
        var without = new Meaning.Builder().Add(MeaningField.Command, "x").Build();
        Assert.Equal(without, new Meaning.Builder().Add(MeaningField.Command, "x").Add(MeaningField.Till, "").Build());
        var with = new Meaning.Builder().Add(MeaningField.Command, "x").Add(MeaningField.Till, "1").Build();
        Assert.Equal(MeaningField.Till, without.FirstDifference(with));
        Assert.Equal(MeaningField.Till, with.FirstDifference(without));
    }

    /// <summary>The length in front of each value keeps neighbours apart.</summary>
    [Fact]
    public void Build_ValueMovedToTheNextField_IsAnotherMeaning() => Assert.NotEqual(
        new Meaning.Builder().Add(MeaningField.Store, "ab").Add(MeaningField.Till, "c").Build(),
        new Meaning.Builder().Add(MeaningField.Store, "a").Add(MeaningField.Till, "bc").Build());

    [Fact]
    public void AccrualKey_IsFrozen()
    {
        Assert.Equal("accrual/2026-03-15/store-1//R-1001", Sample.Receipt.AccrualKey(false));
        Assert.Equal("accrual/2026-03-15/store-1/till-7/R-1001", Sample.Receipt.AccrualKey(true));
        Assert.Equal(
            "accrual/2026-03-15/store-1//R%2F%25%3A",
            (Sample.Receipt with { Number = "R/%:" }).AccrualKey(false));
    }

    /// <summary>Codes that a till or a person writes in another case or width are the same store and till.</summary>
    [Theory]
    [InlineData("STORE-1", "till-7")]
    [InlineData("store-1", "TILL-7")]
    [InlineData("ｓｔｏｒｅ－１", "ＴＩＬＬ－７")]
    public void Receipt_CodesInAnotherCaseOrWidth_IsTheSame(string store, string till)
    {
        var again = Sample.Receipt with { Store = store, Till = till };
        Assert.Equal(Of, Meaning(again));
        Assert.Equal(
            ReceiptMeaning.OfPresentation(Sample.CardId, Sample.Receipt, true),
            ReceiptMeaning.OfPresentation(Sample.CardId, again, true));
        Assert.Equal(
            ReceiptMeaning.OfGuestIssue(Sample.Receipt, true), ReceiptMeaning.OfGuestIssue(again, true));
        Assert.Equal(
            CardMeaning.OfIssue(null, null, Sample.Receipt.Reference, false),
            CardMeaning.OfIssue(null, null, again.Reference, false));
        foreach (var perTill in new[] { false, true })
        {
            Assert.Equal(Sample.Receipt.AccrualKey(perTill), again.AccrualKey(perTill));
            Assert.Equal(Sample.Receipt.IssueKey(perTill), again.IssueKey(perTill));
            Assert.Equal(Sample.Receipt.PresentationKey(perTill), again.PresentationKey(perTill));
        }
    }

    private static Meaning Meaning(Receipt receipt, bool perTill = true) =>
        ReceiptMeaning.OfAccrual(Sample.CardId, receipt, perTill);

    private static Receipt Line(Receipt receipt, Func<ReceiptLine, ReceiptLine> change) =>
        receipt with { Lines = receipt.Lines.SetItem(0, change(receipt.Lines[0])) };

    private static string Hex(Meaning meaning) => Convert.ToHexStringLower(meaning.Bytes.AsSpan());
}
