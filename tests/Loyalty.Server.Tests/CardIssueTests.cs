using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.V1;
using CardType = Loyalty.V1.CardType;

namespace Loyalty.Server.Tests;

/// <summary>For the fee or against a receipt, with a fresh number or one from stock; and by whom.</summary>
public sealed class CardIssueTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly CardCommands commands = new(server);

    [Fact]
    public async Task Issue_AgainstAReceipt_IsFreeOnce()
    {
        var receipt = commands.Receipt(100m);
        var issued = await IssueAsync(request => request.Receipt = receipt);
        Assert.Equal((0, receipt.Number), (issued.Entry.FeeMinor, issued.Entry.Receipt.Number));

        var info = await Some.RefusalAsync(IssueAsync(request => request.Receipt = receipt), StatusCode.AlreadyExists);
        Assert.Equal("RECEIPT_HAS_ISSUED", info.Reason);

        // It still earns, like any other.
        await server.Points.AccruePointsAsync(Some.Accrual(issued.Card.CardNumber, receipt));
    }

    [Theory]
    [InlineData(99.99, false, 0, "RECEIPT_TOO_SMALL")]
    [InlineData(49.99, true, 0, "RECEIPT_TOO_SMALL")]
    [InlineData(50, true, 0, "")]
    [InlineData(100, false, -1, "RECEIPT_TOO_OLD")]
    [InlineData(100, false, 1, "RECEIPT_IN_FUTURE")]
    public async Task Issue_AgainstAReceipt_NeedsOneOfToday(
        double total, bool isSurrendered, int days, string expected)
    {
        var receipt = commands.Receipt((decimal)total);
        receipt.BusinessDate.Day += days;
        var call = IssueAsync(request =>
        {
            request.Receipt = receipt;
            request.ReceiptUse = isSurrendered ? ReceiptUse.Surrendered : ReceiptUse.Shown;
        });
        if (expected.Length > 0)
            Assert.Equal(expected, (await Some.RefusalAsync(call, StatusCode.FailedPrecondition)).Reason);
        else Assert.Equal(isSurrendered, (await call).Entry.ReceiptSurrendered);
    }

    [Theory]
    [InlineData(CardType.LongTerm, "")]
    [InlineData(CardType.OneYear, "2027-6-15")]
    [InlineData(CardType.Digital, "")]
    public async Task Issue_OfAType_HasItsTermAndItsFee(CardType type, string end)
    {
        var issued = await IssueAsync(request => request.Type = type);
        var date = issued.Card.TermEndDate;
        Assert.Equal((type, end), (issued.Card.Type, date is null ? "" : $"{date.Year}-{date.Month}-{date.Day}"));
        Assert.Equal(200, issued.Entry.FeeMinor);
        Assert.Equal(issued.Card, await commands.ReadAsync(issued.Card.CardNumber));
    }

    [Fact]
    public async Task Stock_NumbersAreGivenOnceAndOnlyFromTheirRange()
    {
        var (first, last, outside) = (Stock(1_000), Stock(1_009), Stock(1_010));
        var range = new RegisterStockRangeRequest
        {
            RequestId = $"{Some.Id()}", FirstNumber = first, LastNumber = last,
        };
        Assert.False((await server.Cards.RegisterStockRangeAsync(range, Callers.BackOffice)).Replayed);
        Assert.True((await server.Cards.RegisterStockRangeAsync(range, Callers.BackOffice)).Replayed);
        range.LastNumber = outside;
        var other = server.Cards.RegisterStockRangeAsync(range, Callers.BackOffice);
        Assert.Equal("REQUEST_CONFLICT", (await Some.RefusalAsync(other, StatusCode.AlreadyExists)).Reason);

        var issued = await IssueAsync(request => request.StockNumber = first);
        Assert.Equal(first, issued.Card.CardNumber);
        Assert.Equal("STOCK_NUMBER_USED", await RefusalOfAsync(first, StatusCode.AlreadyExists));
        Assert.Equal("STOCK_NUMBER_UNKNOWN", await RefusalOfAsync(outside, StatusCode.NotFound));

        var replace = new ReplaceCardRequest
        {
            RequestId = $"{Some.Id()}", CardNumber = first, Reason = V1.ReplaceReason.Damaged, StockNumber = last,
        };
        Assert.Equal(last, (await server.Cards.ReplaceCardAsync(replace, Callers.Desk)).CardNumber);
        Assert.True((await server.Cards.ReplaceCardAsync(replace, Callers.Desk)).Replayed);
        (replace.RequestId, replace.CardNumber) = ($"{Some.Id()}", last);
        var again = server.Cards.ReplaceCardAsync(replace, Callers.Desk);
        Assert.Equal("STOCK_NUMBER_USED", (await Some.RefusalAsync(again, StatusCode.AlreadyExists)).Reason);
    }

    [Theory]
    [InlineData("last_number", 2_000, 1_999, 10, 10)] // backwards
    [InlineData("last_number", 2_000, 2_001, 10, 11)] // of two lengths
    [InlineData("first_number", 2_000, 2_001, 19, 19)] // as the engine makes them
    public async Task Stock_RangeThatIsNone_IsRefused(string field, long from, long to, int firstLength, int lastLength)
    {
        var call = server.Cards.RegisterStockRangeAsync(new()
        {
            RequestId = $"{Some.Id()}", FirstNumber = Stock(from, firstLength), LastNumber = Stock(to, lastLength),
        });
        var info = await Some.RefusalAsync(call, StatusCode.InvalidArgument);
        Assert.Equal(("FIELD_MALFORMED", field), (info.Reason, info.Metadata["field"]));
    }

    [Fact]
    public async Task Calls_OfKindsOfCallerThatMayNot_AreRefused()
    {
        var card = await commands.IssueAsync();
        var (id, number, cards) = ($"{Some.Id()}", card.CardNumber, server.Cards);
        var calls = new Dictionary<string, Func<Metadata, Task>>(StringComparer.Ordinal)
        {
            ["Issue"] = by => Async(cards.IssueCardAsync(
                new() { RequestId = $"{Some.Id()}", Type = CardType.LongTerm }, by)),
            ["Lose"] = by => Async(cards.ReportLostCardAsync(new() { RequestId = id, CardNumber = number }, by)),
            ["Find"] = by => Async(cards.ClearLostCardAsync(new() { RequestId = id, CardNumber = number }, by)),
            ["Replace"] = by => Async(cards.ReplaceCardAsync(
                new() { RequestId = id, CardNumber = number, Reason = V1.ReplaceReason.Lost }, by)),
            ["Renew"] = by => Async(cards.RenewCardAsync(new() { RequestId = id, CardNumber = number }, by)),
            ["Cancel"] = by => Async(cards.CancelCardAsync(new() { RequestId = id, CardNumber = number }, by)),
            ["Suspend"] = by => Async(cards.SuspendCardAsync(
                new() { RequestId = id, CardNumber = number, Reason = "x" }, by)),
            ["Resume"] = by => Async(cards.ResumeCardAsync(
                new() { RequestId = id, CardNumber = number, Reason = "x" }, by)),
            ["Stock"] = by => Async(cards.RegisterStockRangeAsync(
                new() { RequestId = id, FirstNumber = Stock(5), LastNumber = Stock(5) }, by)),
        };
        foreach (var (call, send) in calls)
        {
            foreach (var (kind, caller) in Callers.All)
            {
                var allowed = call switch
                {
                    "Suspend" or "Resume" => kind is "Supervisor",
                    "Stock" => kind is "Supervisor" or "BackOffice",
                    _ => kind is "Supervisor" or "BackOffice" or "Desk",
                };
                Assert.Equal((call, kind, !allowed), (call, kind, await IsNotAllowedAsync(send(caller))));
            }
        }
    }

    [Theory]
    [InlineData("type")]
    [InlineData("receipt_use")]
    [InlineData("stock_number")]
    [InlineData("receipt.store")]
    public async Task Issue_Malformed_NamesTheField(string field)
    {
        var info = await Some.RefusalAsync(
            IssueAsync(request =>
            {
                if (field == "type") request.Type = (CardType)99;
                if (field == "receipt_use") request.ReceiptUse = ReceiptUse.Surrendered;
                if (field == "stock_number") request.StockNumber = "12x";
                if (field == "receipt.store") request.Receipt = new Receipt(commands.Receipt()) { Store = "" };
            }),
            StatusCode.InvalidArgument);
        Assert.Equal(field, info.Metadata["field"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("tab\t")]
    public async Task Suspend_WithoutAReason_IsRefused(string reason)
    {
        var card = await commands.IssueAsync();
        var call = server.Cards.SuspendCardAsync(
            new() { RequestId = $"{Some.Id()}", CardNumber = card.CardNumber, Reason = reason }, Callers.Supervisor);
        var info = await Some.RefusalAsync(call, StatusCode.InvalidArgument);
        Assert.Equal(("FIELD_MALFORMED", "reason"), (info.Reason, info.Metadata["field"]));
    }

    private AsyncUnaryCall<IssueCardResponse> IssueAsync(Action<IssueCardRequest> change)
    {
        var request = new IssueCardRequest { RequestId = $"{Some.Id()}", Type = CardType.LongTerm };
        change(request);
        if (request is { Receipt: not null, ReceiptUse: ReceiptUse.Unspecified }) request.ReceiptUse = ReceiptUse.Shown;
        return server.Cards.IssueCardAsync(request, Callers.Desk);
    }

    private async Task<string> RefusalOfAsync(string stockNumber, StatusCode expected) =>
        (await Some.RefusalAsync(IssueAsync(request => request.StockNumber = stockNumber), expected)).Reason;

    private static async Task Async<T>(AsyncUnaryCall<T> call) => await call;

    private static async Task<bool> IsNotAllowedAsync(Task call)
    {
        try
        {
            await call;
            return false;
        }
        catch (RpcException e)
        {
            return Some.InfoOf(e).Reason == "CALLER_NOT_ALLOWED" && e.StatusCode == StatusCode.PermissionDenied;
        }
    }

    private static string Stock(long body, int length = 10)
    {
        var digits = "9800" + $"{body}".PadLeft(length - 5, '0');
        return digits + CardNumber.CheckDigit(digits);
    }
}
