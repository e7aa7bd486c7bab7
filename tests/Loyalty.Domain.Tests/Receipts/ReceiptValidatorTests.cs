using System.Collections.Immutable;
using Loyalty.Domain.Receipts;

namespace Loyalty.Domain.Tests.Receipts;

public sealed class ReceiptValidatorTests
{
    private static readonly Receipt Good = Sample.Receipt;

    public static TheoryData<Refusal, string, Receipt> Faults => new()
    {
        { Refusal.FieldMalformed, "receipt.store", Good with { Store = "" } },
        { Refusal.FieldMalformed, "receipt.store", Good with { Store = "店" } },
        { Refusal.FieldMalformed, "receipt.till", Good with { Till = " " } },
        { Refusal.FieldMalformed, "receipt.number", Good with { Number = "" } },
        { Refusal.FieldMalformed, "receipt.number", Good with { Number = new string('1', 65) } },
        { Refusal.FieldMalformed, "receipt.channel", Good with { Channel = "\0" } },
        { Refusal.FieldMalformed, "receipt.lines", Good with { Lines = Many(Good.Lines[0], 2_001) } },
        { Refusal.FieldMalformed, "receipt.tenders", Good with { Tenders = Many(Good.Tenders[0], 2_001) } },
        { Refusal.FieldMalformed, "receipt.lines[1].product", Second(line => line with { Product = "\ufffd" }) },
        { Refusal.FieldMalformed, "receipt.lines[1].category", Second(line => line with { Category = "\n" }) },
        { Refusal.FieldMalformed, "receipt.tenders[0].kind", Good with { Tenders = [new Tender("\0", 10_000)] } },
        { Refusal.CurrencyMismatch, "receipt.total.currency_code", Good with { Currency = "USD" } },
        { Refusal.CurrencyMismatch, "receipt.total.currency_code", Good with { Currency = "cny" } },
        { Refusal.CurrencyMismatch, "receipt.total.currency_code", Good with { Currency = "" } },
        { Refusal.AmountNotPositive, "receipt.total", Good with { TotalMinor = 0 } },
        { Refusal.AmountNotPositive, "receipt.total", Good with { TotalMinor = -1 } },
        { Refusal.AmountNotPositive, "receipt.total", Good with { TotalMinor = long.MinValue } },
        { Refusal.AmountTooLarge, "receipt.total", Sample.Paid(1_000_000_001) },
        { Refusal.AmountTooLarge, "receipt.total", Sample.Paid(long.MaxValue) },
        {
            Refusal.AmountTooLarge, "receipt.lines[1].amount",
            Second(line => line with { AmountMinor = 1_000_000_001 })
        },
        {
            Refusal.AmountTooLarge, "receipt.lines[1].amount",
            Second(line => line with { AmountMinor = -1_000_000_001 })
        },
        {
            Refusal.AmountTooLarge, "receipt.lines[1].amount",
            Second(line => line with { AmountMinor = long.MinValue })
        },
        {
            Refusal.AmountTooLarge, "receipt.tenders[0].amount",
            Good with { Tenders = [new Tender("cash", long.MaxValue)] }
        },
        { Refusal.ReceiptLinesMismatch, "receipt.lines", Second(line => line with { AmountMinor = 3_001 }) },
        { Refusal.ReceiptTendersMismatch, "receipt.tenders", Good with { Tenders = [new Tender("cash", 9_999)] } },
        {
            Refusal.ReceiptTimeMismatch, "receipt.sale_time",
            Good with { Time = Sample.NoonOf(Sample.Today.AddDays(2)) }
        },
        {
            Refusal.ReceiptTimeMismatch, "receipt.sale_time",
            Good with { Time = Sample.NoonOf(Sample.Today.AddDays(-2)) }
        },
        { Refusal.ReceiptTimeMismatch, "receipt.sale_time", Good with { Time = DateTimeOffset.MinValue } },
        { Refusal.ReceiptTimeMismatch, "receipt.sale_time", Good with { Time = DateTimeOffset.MaxValue } },
        { Refusal.StoreNotCallers, "receipt.store", Good with { Store = "store-2" } },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Check_OneFault_NamesItAndItsField(Refusal reason, string field, Receipt receipt)
    {
        var refused = Check(receipt);
        Assert.Equal((reason, field), (refused?.Reason, refused?.Field));
    }

    /// <summary>Each fault that can be had on top of another: the smaller number is answered.</summary>
    [Fact]
    public void Check_TwoFaults_TellsTheSmallerNumber()
    {
        (Refusal Reason, Func<Receipt, Receipt> Spoil)[] faults =
        [
            (Refusal.FieldMalformed, receipt => receipt with { Channel = "\0" }),
            (Refusal.FieldMalformed, receipt => With(receipt, new Tender("\n", 0))),
            (Refusal.CurrencyMismatch, receipt => receipt with { Currency = "USD" }),
            (Refusal.AmountNotPositive, receipt => receipt with { TotalMinor = -10_000 }),
            (Refusal.AmountTooLarge, receipt => With(receipt, new Tender("x", long.MaxValue))),
            (Refusal.ReceiptLinesMismatch, receipt => With(receipt, new ReceiptLine("", "", 0, 1))),
            (Refusal.ReceiptTendersMismatch, receipt => With(receipt, new Tender("x", 1))),
            (Refusal.ReceiptTimeMismatch, receipt => receipt with { Time = DateTimeOffset.MinValue }),
            (Refusal.StoreNotCallers, receipt => receipt with { Store = "store-2" }),
        ];
        foreach (var first in faults)
        {
            foreach (var second in faults)
            {
                var expected = first.Reason < second.Reason ? first.Reason : second.Reason;
                Assert.Equal(expected, Check(second.Spoil(first.Spoil(Good)))?.Reason);
            }
        }
    }

    /// <summary>Without its till it would be another receipt than the same one with it.</summary>
    [Fact]
    public void Check_NoTillWhereItIsPartOfTheKey_IsRefused()
    {
        var rules = Sample.Rules with { NumbersRestartPerTill = true };
        Assert.Null(ReceiptValidator.Check(Good, Sample.Till, rules, Sample.Calendar));
        var refused = ReceiptValidator.Check(Good with { Till = "" }, Sample.Till, rules, Sample.Calendar);
        Assert.Equal((Refusal.FieldMalformed, "receipt.till"), (refused?.Reason, refused?.Field));
    }

    [Fact]
    public void Check_GoodReceipts_ArePassed()
    {
        Passes(Good);
        Passes(Good with { Till = "", Channel = "", Lines = [], Tenders = [] });
        Passes(Good with { Time = Sample.NoonOf(Sample.Today.AddDays(1)) });
        Passes(Good with { Time = Sample.NoonOf(Sample.Today.AddDays(-1)) });
        Passes(Sample.Paid(1));
        Passes(Sample.Paid(1_000_000_000));
        Passes(With(With(Good, new ReceiptLine("coupon", "", 1_000, -1)), new ReceiptLine("", "", 0, 1)));
        Passes(Good with { Tenders = [new Tender("cash", 10_100), new Tender("cash", -100)] });
        Passes(Good with { Lines = Many(new ReceiptLine("p", "c", 1, 5), 2_000) });
        Passes(Good with { Tenders = Many(new Tender("t", 5), 2_000) });
    }

    /// <summary>Sums of the largest amounts, under the most generous rules, are a mismatch and no overflow.</summary>
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 2)]
    [InlineData(100_000_000_000_000)]
    public void Check_SumsNearInt64_AreRefused(long limit)
    {
        var rules = Sample.Rules with { ReceiptMaxTotalMinor = limit };
        foreach (var amount in new[] { limit, -limit, 100_000_000_000_000, -100_000_000_000_000 })
        {
            var lines = Sample.Paid(5) with { Lines = Many(new ReceiptLine("p", "c", 1, amount), 2_000) };
            var tenders = Sample.Paid(5) with { Tenders = Many(new Tender("t", amount), 2_000) };
            Assert.Contains(Reason(lines), new Refusal?[] { Refusal.AmountTooLarge, Refusal.ReceiptLinesMismatch });
            Assert.Contains(Reason(tenders), new Refusal?[] { Refusal.AmountTooLarge, Refusal.ReceiptTendersMismatch });
        }

        Assert.Equal(Refusal.AmountTooLarge, Reason(Sample.Paid(long.MaxValue)));

        Refusal? Reason(Receipt receipt) =>
            ReceiptValidator.Check(receipt, Sample.Till, rules, Sample.Calendar)?.Reason;
    }

    [Fact]
    public void Check_TooLarge_SaysTheLimit()
    {
        var refused = Check(Sample.Paid(long.MaxValue));
        Assert.Equal(new Fact("max_minor_units", "1000000000"), Assert.Single(refused!.Facts));
    }

    private static Refused? Check(Receipt receipt) =>
        ReceiptValidator.Check(receipt, Sample.Till, Sample.Rules, Sample.Calendar);

    private static void Passes(Receipt receipt) => Assert.Null(Check(receipt));

    private static Receipt Second(Func<ReceiptLine, ReceiptLine> change) =>
        Good with { Lines = Good.Lines.SetItem(1, change(Good.Lines[1])) };

    private static Receipt With(Receipt receipt, ReceiptLine line) => receipt with { Lines = [.. receipt.Lines, line] };

    private static Receipt With(Receipt receipt, Tender tender) =>
        receipt with { Tenders = [.. receipt.Tenders, tender] };

    private static ImmutableArray<T> Many<T>(T one, int count) => [.. Enumerable.Repeat(one, count)];
}
