using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>Bad input gets one clear, typed error and changes nothing.</summary>
public sealed class RefusalTests(RunningServer server) : IClassFixture<RunningServer>
{
    public static TheoryData<string, Action<Receipt>> MalformedReceipts => new()
    {
        { "FIELD_MALFORMED", receipt => receipt.Store = "" },
        { "FIELD_MALFORMED", receipt => receipt.Store = new string('x', 65) },
        { "FIELD_MALFORMED", receipt => receipt.Till = " T1" },
        { "FIELD_MALFORMED", receipt => receipt.Number = "A\01" },
        { "FIELD_MALFORMED", receipt => receipt.Number = "一号" },
        { "FIELD_MALFORMED", receipt => receipt.Channel = "on\nline" },
        { "FIELD_MALFORMED", receipt => receipt.BusinessDate = null },
        { "FIELD_MALFORMED", receipt => receipt.BusinessDate = new Date { Year = 2026, Month = 2, Day = 29 } },
        { "FIELD_MALFORMED", receipt => receipt.BusinessDate = new Date { Year = 2026, Month = 6 } },
        { "FIELD_MALFORMED", receipt => receipt.SaleTime = new Timestamp { Seconds = long.MaxValue } },
        { "FIELD_MALFORMED", receipt => receipt.Total = null },
        { "FIELD_MALFORMED", receipt => receipt.Total.Nanos = -1 },
        { "FIELD_MALFORMED", receipt => receipt.Total.Nanos = int.MaxValue },
        { "FIELD_MALFORMED", receipt => receipt.Lines.Add(new ReceiptLine { Product = "no amount" }) },
        { "CURRENCY_MISMATCH", receipt => receipt.Total.CurrencyCode = "USD" },
        { "CURRENCY_MISMATCH", receipt => receipt.Total.CurrencyCode = "" },
        { "AMOUNT_NOT_POSITIVE", receipt => receipt.Total.Units = 0 },
        { "AMOUNT_NOT_POSITIVE", receipt => receipt.Total.Units = -100 },
        { "AMOUNT_TOO_LARGE", receipt => receipt.Total.Units = 1_000_000_000_000_000 },
        { "AMOUNT_TOO_LARGE", receipt => receipt.Total.Units = long.MaxValue },
        { "AMOUNT_PRECISION", receipt => receipt.Total.Nanos = 1 },
        { "RECEIPT_LINES_MISMATCH", receipt => receipt.Lines.Add(new ReceiptLine { Amount = Some.Yuan(99.99m) }) },
        { "RECEIPT_TENDERS_MISMATCH", receipt => receipt.Tenders.Add(new Tender { Amount = Some.Yuan(1) }) },
        { "RECEIPT_TIME_MISMATCH", receipt => receipt.SaleTime = new Timestamp { Seconds = 0 } },
    };

    [Theory]
    [MemberData(nameof(MalformedReceipts))]
    public async Task Receipt_Malformed_IsRefusedAndChangesNothing(string reason, Action<Receipt> spoil)
    {
        var card = await server.IssueAsync();
        var receipt = Some.Receipt(100m);
        spoil(receipt);

        var info = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual(card, receipt)), StatusCode.InvalidArgument);

        Assert.Equal((reason, "loyalty"), (info.Reason, info.Domain));
        Assert.Equal(1, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Seq);
    }

    [Theory]
    [InlineData("", "CARD_NUMBER_MALFORMED")]
    [InlineData("98001234567890123x", "CARD_NUMBER_MALFORMED")]
    [InlineData("98001234567890123456789", "CARD_NUMBER_MALFORMED")]
    public async Task CardNumber_Malformed_IsRefused(string number, string reason)
    {
        var info = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual(number, Some.Receipt())), StatusCode.InvalidArgument);

        Assert.Equal(reason, info.Reason);
    }

    [Fact]
    public async Task CardNumber_WithAWrongCheckDigit_IsRefused()
    {
        var number = await server.IssueAsync();
        var wrong = number[..^1] + (char)('0' + (number[^1] - '0' + 1) % 10);

        var info = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual(wrong, Some.Receipt())), StatusCode.InvalidArgument);

        Assert.Equal("CARD_NUMBER_CHECK_DIGIT", info.Reason);
    }

    [Fact]
    public async Task Receipt_FromTomorrow_IsRefused()
    {
        var card = await server.IssueAsync();
        var receipt = Some.Receipt();
        receipt.BusinessDate.Day = 16;

        var info = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual(card, receipt)), StatusCode.FailedPrecondition);

        Assert.Equal(("RECEIPT_IN_FUTURE", "2026-06-15"), (info.Reason, info.Metadata["today"]));
    }

    [Fact]
    public async Task TwoFaults_TheFirstInPrecedenceAnswers()
    {
        var receipt = Some.Receipt();
        receipt.Total.CurrencyCode = "USD";
        receipt.Total.Nanos = 1;
        var unknown = CardNumber.Create("9800", "12345678901234").Digits;

        var shape = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual(unknown, receipt)), StatusCode.InvalidArgument);
        receipt.Store = "";
        var field = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual("1", receipt)), StatusCode.InvalidArgument);

        Assert.Equal(("CURRENCY_MISMATCH", "FIELD_MALFORMED"), (shape.Reason, field.Reason));
    }

    [Fact]
    public async Task Till_PostingForAnotherStore_IsRefused()
    {
        var card = await server.IssueAsync();
        var till = new Metadata
        {
            { "loyalty-caller-kind", "till" }, { "loyalty-caller-name", "T9" }, { "loyalty-store", "S2" },
        };

        var info = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt()), till), StatusCode.PermissionDenied);

        Assert.Equal(("STORE_NOT_CALLERS", "S2"), (info.Reason, info.Metadata["caller_store"]));
    }

    [Theory]
    [InlineData("loyalty-caller-kind", "emperor")]
    [InlineData("loyalty-caller-kind", "till")]
    [InlineData("loyalty-operator", "%")]
    public async Task Caller_Malformed_IsRefused(string name, string value)
    {
        var metadata = new Metadata { { name, value } };
        if (value == "%") metadata = new Metadata { { name, new string('x', 65) } };

        var info = await Some.RefusalAsync(
            server.Cards.GetCardAsync(new GetCardRequest { CardNumber = "1" }, metadata), StatusCode.Unauthenticated);

        Assert.Equal("CALLER_MALFORMED", info.Reason);
    }

    [Fact]
    public async Task Message_OfFiveMegabytes_IsRefusedAndTheServerGoesOn()
    {
        var receipt = Some.Receipt();
        receipt.Channel = new string('x', 5_000_000);

        var e = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Points.AccruePointsAsync(Some.Accrual("1", receipt)));

        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        await server.IssueAsync();
    }
}
