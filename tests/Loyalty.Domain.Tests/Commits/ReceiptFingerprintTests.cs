using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Tests.Commits;

public sealed class ReceiptFingerprintTests
{
    private static readonly Fingerprint Of = Fingerprint(Sample.Receipt);

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
            Hex(Fingerprint(Sample.Receipt with { Lines = [], Tenders = [] }, perTill: false)));
    }

    [Fact]
    public void OfAccrual_SameContent_IsTheSame()
    {
        var again = Fingerprint(Sample.Receipt with
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
        Assert.Equal(Of, Fingerprint(Sample.Receipt with { Time = Sample.Now, Channel = "online" }));

    [Fact]
    public void OfAccrual_Till_HasAPartOnlyWhereNumbersRestartPerTill()
    {
        var elsewhere = Sample.Receipt with { Till = "till-8" };
        Assert.Equal(FingerprintField.Till, Of.FirstDifference(Fingerprint(elsewhere)));
        Assert.Equal(Fingerprint(Sample.Receipt, perTill: false), Fingerprint(elsewhere, perTill: false));
    }

    public static TheoryData<FingerprintField, Func<Receipt, Receipt>> Changes => new()
    {
        { FingerprintField.Store, receipt => receipt with { Store = "store-2" } },
        { FingerprintField.BusinessDate, receipt => receipt with { BusinessDate = Sample.Today.AddDays(-1) } },
        { FingerprintField.Number, receipt => receipt with { Number = "R-1002" } },
        { FingerprintField.Number, receipt => receipt with { Number = "r-1001" } },
        { FingerprintField.Currency, receipt => receipt with { Currency = "USD" } },
        { FingerprintField.Total, receipt => receipt with { TotalMinor = 10_001 } },
        { FingerprintField.Total, receipt => receipt with { TotalMinor = -10_000 } },
        { FingerprintField.Lines, receipt => receipt with { Lines = [] } },
        { FingerprintField.Lines, receipt => receipt with { Lines = [receipt.Lines[1], receipt.Lines[0]] } },
        { FingerprintField.Lines, receipt => receipt
            with { Lines = [.. receipt.Lines, new ReceiptLine("", "", 0, 0)] } },
        { FingerprintField.Lines, receipt => Line(receipt, line => line with { Product = "x" }) },
        { FingerprintField.Lines, receipt => Line(receipt, line => line with { Category = "x" }) },
        { FingerprintField.Lines, receipt => Line(receipt, line => line with { QuantityMilli = 1_999 }) },
        { FingerprintField.Lines, receipt => Line(receipt, line => line with { AmountMinor = 7_001 }) },
        { FingerprintField.Lines, receipt => Line(
            receipt, line => line with { Product = "", Category = line.Product }) },
        { FingerprintField.Tenders, receipt => receipt with { Tenders = [] } },
        { FingerprintField.Tenders, receipt => receipt with { Tenders = [new Tender("card", 10_000)] } },
        { FingerprintField.Tenders, receipt => receipt with { Tenders = [new Tender("cash", 9_999)] } },
        { FingerprintField.Store, receipt => receipt with { Store = "s", TotalMinor = 1, Tenders = [] } },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void FirstDifference_OneFieldChanged_NamesIt(FingerprintField field, Func<Receipt, Receipt> change)
    {
        var changed = Fingerprint(change(Sample.Receipt));
        Assert.NotEqual(Of, changed);
        Assert.Equal(field, Of.FirstDifference(changed));
        Assert.Equal(field, changed.FirstDifference(Of));
    }

    [Fact]
    public void FirstDifference_OtherCard_NamesTheCard() => Assert.Equal(
        FingerprintField.Card,
        Of.FirstDifference(ReceiptFingerprint.OfAccrual(new CardId(Guid.Empty), Sample.Receipt, true)));

    /// <summary>A field that a later version adds counts only where it is present.</summary>
    [Fact]
    public void Build_AbsentField_IsLeftOut()
    {
        var without = new Fingerprint.Builder().Add(FingerprintField.Command, "x").Build();
        Assert.Equal(without, new Fingerprint.Builder().Add(FingerprintField.Command, "x").Add(
            FingerprintField.Till, "").Build());
        var with = new Fingerprint.Builder().Add(FingerprintField.Command, "x").Add(FingerprintField.Till, "1").Build();
        Assert.Equal(FingerprintField.Till, without.FirstDifference(with));
        Assert.Equal(FingerprintField.Till, with.FirstDifference(without));
    }

    /// <summary>The length in front of each value keeps neighbours apart.</summary>
    [Fact]
    public void Build_ValueMovedToTheNextField_IsAnotherFingerprint() => Assert.NotEqual(
        new Fingerprint.Builder().Add(FingerprintField.Store, "ab").Add(FingerprintField.Till, "c").Build(),
        new Fingerprint.Builder().Add(FingerprintField.Store, "a").Add(FingerprintField.Till, "bc").Build());

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
        Assert.Equal(Of, Fingerprint(again));
        Assert.Equal(
            ReceiptFingerprint.OfPresentation(Sample.CardId, Sample.Receipt, true),
            ReceiptFingerprint.OfPresentation(Sample.CardId, again, true));
        Assert.Equal(
            ReceiptFingerprint.OfGuestIssue(Sample.Receipt, true), ReceiptFingerprint.OfGuestIssue(again, true));
        Assert.Equal(
            CardFingerprint.OfIssue(null, null, Sample.Receipt.Reference, false),
            CardFingerprint.OfIssue(null, null, again.Reference, false));
        foreach (var perTill in new[] { false, true })
        {
            Assert.Equal(Sample.Receipt.AccrualKey(perTill), again.AccrualKey(perTill));
            Assert.Equal(Sample.Receipt.IssueKey(perTill), again.IssueKey(perTill));
            Assert.Equal(Sample.Receipt.PresentationKey(perTill), again.PresentationKey(perTill));
        }
    }

    private static Fingerprint Fingerprint(Receipt receipt, bool perTill = true) =>
        ReceiptFingerprint.OfAccrual(Sample.CardId, receipt, perTill);

    private static Receipt Line(Receipt receipt, Func<ReceiptLine, ReceiptLine> change) =>
        receipt with { Lines = receipt.Lines.SetItem(0, change(receipt.Lines[0])) };

    private static string Hex(Fingerprint fingerprint) => Convert.ToHexStringLower(fingerprint.Bytes.AsSpan());
}
