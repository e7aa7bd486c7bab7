using Google.Protobuf;
using Google.Type;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Client;

/// <summary>Every answer to what brings a receipt, or moves points, is compared with it.</summary>
public sealed class ReceiptEchoTests
{
    private static readonly Receipt Sent = new()
    {
        Store = "S1", Number = "R1", BusinessDate = new Date { Year = 2026, Month = 11, Day = 30 },
        Total = new Money { CurrencyCode = "CNY", Units = 4000, Nanos = 600_000_000 },
    };

    public static TheoryData<IMessage, Func<ReceiptReference, IMessage>> Calls { get; } = new()
    {
        { new AccruePointsRequest { Receipt = Sent }, r => new AccruePointsResponse { Entry = Of(r) } },
        { new QuoteAccrualRequest { Receipt = Sent }, r => new QuoteAccrualResponse { Receipt = r } },
        { new IssueCardRequest { Receipt = Sent }, r => new IssueCardResponse { Entry = Of(r) } },
        { new IssueGuestCardRequest { Receipt = Sent }, r => new IssueGuestCardResponse { Receipt = r } },
        { new PresentReceiptRequest { Receipt = Sent }, r => new PresentReceiptResponse { Entry = Of(r) } },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Answer_IsHeldAgainstTheReceipt(IMessage request, Func<ReceiptReference, IMessage> answer)
    {
        ReceiptEcho.Check(request, answer(Reference()));
        Differs("receipt.total", r => r.Total.Units = 4);
        Differs("receipt.total", r => r.Total.Nanos = 0);
        Differs("receipt.total", r => r.Total.CurrencyCode = "JPY");
        Differs("receipt.total", r => r.Total = null);
        Differs("receipt.business_date", r => r.BusinessDate.Day = 29);
        Differs("receipt.number", r => r.Number = "R2");

        void Differs(string field, Action<ReceiptReference> change)
        {
            var understood = Reference();
            change(understood);
            var misread = Assert.Throws<MisreadException>(() => ReceiptEcho.Check(request, answer(understood)));
            Assert.Equal(field, misread.Field);
        }
    }

    [Fact]
    public void Answer_ThatMovedOtherPoints_IsNoAnswer()
    {
        var request = new TransferPointsRequest { Points = 4000 };
        ReceiptEcho.Check(request, new TransferPointsResponse { Entry = new LedgerEntry { Points = -4000 } });
        var answer = new TransferPointsResponse { Entry = new LedgerEntry { Points = -4 } };
        Assert.Throws<MisreadException>(() => ReceiptEcho.Check(request, answer));
        ReceiptEcho.Check(new TransferPointsRequest { Scope = PointsScope.All }, answer);
    }

    private static LedgerEntry Of(ReceiptReference receipt) => new() { Receipt = receipt };

    private static ReceiptReference Reference() => new()
    {
        Store = Sent.Store, Number = Sent.Number, BusinessDate = Sent.BusinessDate.Clone(), Total = Sent.Total.Clone(),
    };
}
