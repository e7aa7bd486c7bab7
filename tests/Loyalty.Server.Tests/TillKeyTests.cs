using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

/// <summary>Receipts where numbers restart per till: the till is part of the key, however it is written.</summary>
public sealed class TillKeyTests(TillKeyTests.Server server) : IClassFixture<TillKeyTests.Server>
{
    [Fact]
    public async Task Accrue_SameReceiptWithTheTillInAnotherCaseOrWidth_EarnsOnce()
    {
        var card = await server.IssueAsync();
        var receipt = Some.Receipt();
        var first = await server.Points.AccruePointsAsync(Some.Accrual(card, receipt));
        foreach (var (store, till) in new[] { ("S1", "t1"), ("s1", "T1"), ("Ｓ１", "ｔ１") })
        {
            var repeat = await server.Points.AccruePointsAsync(
                Some.Accrual(card, new Receipt(receipt) { Store = store, Till = till }), Callers.Till);
            Assert.Equal((true, first.Entry), (repeat.Replayed, repeat.Entry));
        }

        var quote = await server.Points.QuoteAccrualAsync(
            new() { CardNumber = card, Receipt = new Receipt(receipt) { Till = "t1" } });
        Assert.Equal((true, 5L), (quote.Accrued, quote.Balance));
        var other = await server.Points.AccruePointsAsync(
            Some.Accrual(card, new Receipt(receipt) { Till = "T2" }));
        Assert.Equal((false, 10L), (other.Replayed, other.Entry.Balance));
    }

    [Fact]
    public async Task Call_WithAReceiptThatLacksItsTill_IsRefusedWhereverItComesFrom()
    {
        var card = await server.IssueAsync();
        var receipt = new Receipt(Some.Receipt()) { Till = "" };
        await RefusedAsync(server.Points.AccruePointsAsync(Some.Accrual(card, receipt)));
        await RefusedAsync(server.Points.QuoteAccrualAsync(new() { CardNumber = card, Receipt = receipt }));
        await RefusedAsync(server.Cards.IssueCardAsync(
            new()
            {
                RequestId = $"{Some.Id()}", Type = CardType.LongTerm, ReceiptUse = ReceiptUse.Shown, Receipt = receipt,
            }, Callers.Desk));
        await RefusedAsync(server.Cards.IssueGuestCardAsync(
            new() { RequestId = $"{Some.Id()}", Receipt = receipt }, Callers.Desk));
        var guest = await server.Cards.IssueGuestCardAsync(
            new() { RequestId = $"{Some.Id()}", Receipt = Some.Receipt() }, Callers.Desk);
        await RefusedAsync(server.Cards.PresentReceiptAsync(
            new() { GuestNumber = guest.GuestNumber, Receipt = receipt }, Callers.Desk));

        using var upload = server.Points.UploadReceipts();
        await upload.RequestStream.WriteAsync(new() { CardNumber = card, Receipt = receipt });
        await upload.RequestStream.CompleteAsync();
        Assert.True(await upload.ResponseStream.MoveNext(default));
        Assert.Equal("receipt.till", Some.InfoOf(upload.ResponseStream.Current.Refused).Metadata["field"]);
    }

    [Fact]
    public async Task Issue_ForTheSameReceiptWithTheTillInAnotherCase_IsRefused()
    {
        var receipt = Some.Receipt();
        var request = new IssueCardRequest
        {
            RequestId = $"{Some.Id()}", Type = CardType.LongTerm, ReceiptUse = ReceiptUse.Shown, Receipt = receipt,
        };
        var first = await server.Cards.IssueCardAsync(request, Callers.Desk);

        receipt = new Receipt(receipt) { Till = "t1", Store = "s1" };
        var repeat = await server.Cards.IssueCardAsync(new(request) { Receipt = receipt }, Callers.Desk);
        Assert.Equal((true, first.Entry), (repeat.Replayed, repeat.Entry));
        var info = await Some.RefusalAsync(
            server.Cards.IssueCardAsync(
                new()
                {
                    RequestId = $"{Some.Id()}", Type = CardType.LongTerm,
                    ReceiptUse = ReceiptUse.Shown, Receipt = receipt,
                }, Callers.Desk),
            StatusCode.AlreadyExists);
        Assert.Equal("RECEIPT_HAS_ISSUED", info.Reason);
    }

    /// <summary>The auditor knows the receipt's key by the same folding.</summary>
    [Fact]
    public async Task Audit_OfReceiptsInAnotherCase_FindsNothing()
    {
        var card = await server.IssueAsync();
        var receipt = new Receipt(Some.Receipt()) { Store = "S-Ａ", Till = "Ｔill-B" };
        await server.Cards.IssueCardAsync(
            new()
            {
                RequestId = $"{Some.Id()}", Type = CardType.LongTerm, ReceiptUse = ReceiptUse.Shown, Receipt = receipt,
            }, Callers.Desk);
        await server.Points.AccruePointsAsync(Some.Accrual(card, receipt));
        var guest = await server.Cards.IssueGuestCardAsync(
            new() { RequestId = $"{Some.Id()}", Receipt = new Receipt(receipt) { Number = "2" } }, Callers.Desk);
        await server.Cards.ClaimGuestCardAsync(
            new() { RequestId = $"{Some.Id()}", GuestNumber = guest.GuestNumber, CardNumber = card }, Callers.Desk);

        Assert.Equal(10, (await server.Cards.GetCardAsync(new() { CardNumber = card })).Card.Balance);
        await new CardCommands(server).AuditAsync();
    }

    private static async Task RefusedAsync<T>(AsyncUnaryCall<T> call)
    {
        var info = await Some.RefusalAsync(call, StatusCode.InvalidArgument);
        Assert.Equal(("FIELD_MALFORMED", "receipt.till"), (info.Reason, info.Metadata["field"]));
    }

    public sealed class Server : RunningServer
    {
        public override async ValueTask InitializeAsync() =>
            await StartAsync("--Loyalty:Program:ReceiptNumbersRestartPerTill", "true");
    }
}
