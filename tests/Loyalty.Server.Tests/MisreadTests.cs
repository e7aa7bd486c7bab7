using Grpc.Core;
using Loyalty.V1;
using CardType = Loyalty.V1.CardType;

namespace Loyalty.Server.Tests;

/// <summary>Requests as clients send them that turn what a field can't hold into something it can.</summary>
public sealed class MisreadTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly CardCommands commands = new(server);

    [Theory]
    [InlineData(CardType.Unspecified)] // what grpc-js sends for a name that doesn't exist
    [InlineData(CardType.Guest)]
    [InlineData((CardType)99)]
    [InlineData((CardType)(-1))]
    public async Task Issue_OfNoTypeThatIsIssued_IsRefused(CardType type) => await RefusedAsync(
        "type", server.Cards.IssueCardAsync(new() { RequestId = $"{Some.Id()}", Type = type }, Callers.Desk));

    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, null)]
    [InlineData(-1L, null)]
    [InlineData(10L, PointsScope.All)]
    [InlineData(0L, PointsScope.All)]
    [InlineData(10L, PointsScope.Unspecified)]
    [InlineData(null, PointsScope.Unspecified)]
    [InlineData(null, (PointsScope)2)]
    public async Task Transfer_OfNoOneAmount_IsRefused(long? points, PointsScope? scope)
    {
        var member = await commands.MemberAsync();
        var from = await commands.IssueAsync(CardType.OneYear, member);
        var to = await commands.IssueAsync(CardType.Digital, member);
        var request = new TransferPointsRequest
        {
            RequestId = $"{Some.Id()}", FromCardNumber = from.CardNumber, ToCardNumber = to.CardNumber,
        };
        if (points is { } some) request.Points = some;
        if (scope is { } named) request.Scope = named;

        await RefusedAsync("amount", server.Cards.TransferPointsAsync(request, Callers.Desk));
    }

    [Theory]
    [InlineData(4, "4,000")] // what grpc-js makes of the text, and the text
    [InlineData(4, "4.000")]
    [InlineData(4, "4e0")]
    [InlineData(4, "+4")]
    [InlineData(4, " 4")]
    [InlineData(4, "4.")]
    [InlineData(4, ".4")]
    [InlineData(4, "-4")]
    [InlineData(4, "４")]
    [InlineData(4, "NaN")]
    [InlineData(4000, "4000.60")]
    public async Task Receipt_WhoseTotalsDiffer_IsRefused(long units, string total)
    {
        var receipt = Some.Receipt(units);
        receipt.TotalDecimal = total;
        var accrual = Some.Accrual(await server.IssueAsync(), receipt);

        await RefusedAsync("receipt.total_decimal", server.Points.AccruePointsAsync(accrual));

        receipt.TotalDecimal = $"{units}.00";
        Assert.False((await server.Points.AccruePointsAsync(accrual)).Replayed);
        receipt.TotalDecimal = $"{units}";
        Assert.True((await server.Points.AccruePointsAsync(accrual)).Replayed);
    }

    [Fact]
    public async Task Answers_ToWhatBringsAReceipt_CarryItAsUnderstood()
    {
        var card = await server.IssueAsync();
        var (accrued, issuing, held, shown) =
            (commands.Receipt(60.5m), commands.Receipt(), commands.Receipt(70.25m), commands.Receipt(3m));
        var quote = await server.Points.QuoteAccrualAsync(new() { CardNumber = card, Receipt = accrued });
        var accrual = await server.Points.AccruePointsAsync(Some.Accrual(card, accrued));
        var again = await server.Points.QuoteAccrualAsync(new() { CardNumber = card, Receipt = accrued });
        var issue = await server.Cards.IssueCardAsync(
            new()
            {
                RequestId = $"{Some.Id()}", Type = CardType.LongTerm, Receipt = issuing, ReceiptUse = ReceiptUse.Shown,
            },
            Callers.Desk);
        var guestRequest = new IssueGuestCardRequest { RequestId = $"{Some.Id()}", Receipt = held };
        var guest = await server.Cards.IssueGuestCardAsync(guestRequest, Callers.Desk);
        var repeat = await server.Cards.IssueGuestCardAsync(guestRequest, Callers.Desk);
        var presentation = await server.Cards.PresentReceiptAsync(
            new() { GuestNumber = guest.GuestNumber, Receipt = shown }, Callers.Desk);

        Same(accrued, quote.Receipt, accrual.Entry.Receipt, again.Receipt);
        Same(issuing, issue.Entry.Receipt);
        Same(held, guest.Receipt, repeat.Receipt);
        Same(shown, presentation.Entry.Receipt);

        static void Same(Receipt sent, params ReceiptReference[] understood) => Assert.All(understood, one =>
            Assert.Equal(
                (sent.Store, sent.Till, sent.Number, sent.BusinessDate, sent.Total),
                (one.Store, one.Till, one.Number, one.BusinessDate, one.Total)));
    }

    [Theory]
    [InlineData(ImportedStatus.Unspecified)]
    [InlineData((ImportedStatus)9)]
    public async Task Import_WithoutATypeOrAStatus_IsRefused(ImportedStatus status)
    {
        var card = new ImportedCard
        {
            Source = "old", Key = $"{Some.Id()}", Status = ImportedStatus.Live,
            IssueDate = new() { Year = 2024, Month = 1, Day = 1 },
        };
        await RefusedAsync("card.type", server.Imports.ImportCardAsync(
            new() { Card = card, File = "f.csv", Line = 1 }, Callers.BackOffice));
        (card.Type, card.Status) = (CardType.LongTerm, status);
        await RefusedAsync("card.status", server.Imports.ImportCardAsync(
            new() { Card = card, File = "f.csv", Line = 1 }, Callers.BackOffice));
    }

    [Theory]
    [InlineData(true, ReceiptUse.Unspecified)]
    [InlineData(true, (ReceiptUse)3)]
    [InlineData(false, ReceiptUse.Surrendered)]
    [InlineData(false, ReceiptUse.Shown)]
    public async Task Issue_WithAReceiptThatIsNotSaidWhatFor_IsRefused(bool hasReceipt, ReceiptUse use)
    {
        var request = new IssueCardRequest
        {
            RequestId = $"{Some.Id()}", Type = CardType.LongTerm, ReceiptUse = use,
            Receipt = hasReceipt ? commands.Receipt() : null,
        };
        await RefusedAsync("receipt_use", server.Cards.IssueCardAsync(request, Callers.Desk));
    }

    [Theory]
    [InlineData(EntryKind.Unspecified)]
    [InlineData((EntryKind)99)]
    public async Task Entries_OfNoKind_AreRefused(EntryKind kind) => await RefusedAsync(
        "kinds",
        server.Cards.ListLedgerEntriesAsync(new() { CardNumber = await server.IssueAsync(), Kinds = { kind } }));

    [Fact]
    public async Task Replace_WithoutAReason_IsRefused() => await RefusedAsync(
        "reason", server.Cards.ReplaceCardAsync(
            new() { RequestId = $"{Some.Id()}", CardNumber = await server.IssueAsync() }, Callers.Desk));

    private static async Task RefusedAsync<T>(string field, AsyncUnaryCall<T> call)
    {
        var info = await Some.RefusalAsync(call, StatusCode.InvalidArgument);
        Assert.Equal(("FIELD_MALFORMED", field), (info.Reason, info.Metadata["field"]));
    }
}
