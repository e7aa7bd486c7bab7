using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

public sealed class SqliteGuestTests(RunningServer server) : GuestTests<RunningServer>(server);

public sealed class PostgresGuestTests(PostgresRunningServer server) : GuestTests<PostgresRunningServer>(server);

/// <summary>A customer without a card, until they have one or the day is over.</summary>
public abstract class GuestTests<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : RunningServer
{
    private readonly CardCommands commands = new(server);

    [Fact]
    public async Task Claim_OnTheSameDay_EarnsEveryReceiptOnceAndATillsRepeatReplays()
    {
        var (first, second) = (commands.Receipt(100), commands.Receipt(60));
        var guest = await IssueAsync(first);
        await server.Cards.PresentReceiptAsync(
            new() { GuestNumber = guest.GuestNumber, Receipt = second }, Callers.Desk);
        var card = (await commands.IssueAsync()).CardNumber;
        var request = Claim(guest.GuestNumber, card);

        var claimed = await server.Cards.ClaimGuestCardAsync(request, Callers.Desk);

        Assert.Equal([5L, 3L], claimed.Accruals.Select(entry => entry.Points));
        Assert.Empty(claimed.LeftOut);
        Assert.Equal(8, (await commands.ReadAsync(card)).Balance);
        var repeated = await server.Points.AccruePointsAsync(Some.Accrual(card, second));
        Assert.Equal((true, claimed.Accruals[1]), (repeated.Replayed, repeated.Entry));
        var again = await server.Cards.ClaimGuestCardAsync(request, Callers.Desk);
        Assert.Equal((true, claimed.Entry, claimed.Accruals), (again.Replayed, again.Entry, again.Accruals));
        Assert.NotNull((await commands.ReadAsync(guest.GuestNumber)).CancelDate);
        await commands.AuditAsync();
    }

    [Fact]
    public async Task Claim_OfAReceiptThatEarnedMeanwhile_LeavesItOutAndNamesIt()
    {
        var (first, second) = (commands.Receipt(100), commands.Receipt(60));
        var guest = await IssueAsync(first);
        await server.Cards.PresentReceiptAsync(
            new() { GuestNumber = guest.GuestNumber, Receipt = second }, Callers.Desk);
        var (other, card) = ((await commands.IssueAsync()).CardNumber, (await commands.IssueAsync()).CardNumber);
        await server.Points.AccruePointsAsync(Some.Accrual(other, first));
        var request = Claim(guest.GuestNumber, card);

        var claimed = await server.Cards.ClaimGuestCardAsync(request, Callers.Desk);

        Assert.Equal(3, Assert.Single(claimed.Accruals).Points);
        Assert.Equal(first.Number, Assert.Single(claimed.LeftOut).Number);
        var again = await server.Cards.ClaimGuestCardAsync(request, Callers.Desk);
        Assert.Equal(claimed.LeftOut, again.LeftOut);
        await commands.AuditAsync();
    }

    [Fact]
    public async Task Claim_OfReceiptsThatAllEarnedMeanwhile_EndsTheGuestAndEarnsNothing()
    {
        var receipt = commands.Receipt();
        var guest = await IssueAsync(receipt);
        var card = (await commands.IssueAsync()).CardNumber;
        await server.Points.AccruePointsAsync(Some.Accrual(card, receipt));
        var claimed = await server.Cards.ClaimGuestCardAsync(Claim(guest.GuestNumber, card), Callers.Desk);
        Assert.Empty(claimed.Accruals);
        Assert.Single(claimed.LeftOut);
        Assert.Equal(5, (await commands.ReadAsync(card)).Balance);
        await commands.AuditAsync();
    }

    [Fact]
    public async Task Claims_OfTwoDesksAtOnce_OneEarnsAndTheOtherIsToldItIsOver()
    {
        for (var round = 0; round < 10; round++)
        {
            var guest = await IssueAsync(commands.Receipt());
            var cards = new[] { await commands.IssueAsync(), await commands.IssueAsync() };
            var answers = await Task.WhenAll(
                Try(Claim(guest.GuestNumber, cards[0].CardNumber), Callers.Desk),
                Try(Claim(guest.GuestNumber, cards[1].CardNumber), Callers.OtherDesk));
            Assert.Equal(["", "CARD_CANCELLED"], answers.Order());
            var points = await Task.WhenAll(cards.Select(card => commands.ReadAsync(card.CardNumber)));
            Assert.Equal([0L, 5L], points.Select(card => card.Balance).Order());
        }

        await commands.AuditAsync();
    }

    [Fact]
    public async Task Issue_RepeatedWithItsRequestId_AnswersTheSameNumber()
    {
        var request = new IssueGuestCardRequest { RequestId = $"{Some.Id()}", Receipt = commands.Receipt() };
        var first = await server.Cards.IssueGuestCardAsync(request, Callers.Desk);
        var again = await server.Cards.IssueGuestCardAsync(request, Callers.Desk);
        Assert.Equal((true, first.GuestNumber, first.Entry), (again.Replayed, again.GuestNumber, again.Entry));
        Assert.Equal(V1.CardType.Guest, (await commands.ReadAsync(first.GuestNumber)).Type);
    }

    [Fact]
    public async Task Receipt_ShownForAnotherGuest_IsRefused()
    {
        var receipt = commands.Receipt();
        var first = await IssueAsync(receipt);
        var other = await IssueAsync(commands.Receipt());
        var request = new IssueGuestCardRequest { RequestId = $"{Some.Id()}", Receipt = receipt };
        await RefusedAsync(
            "RECEIPT_PRESENTED", StatusCode.AlreadyExists,
            server.Cards.IssueGuestCardAsync(request, Callers.Desk));
        await RefusedAsync(
            "RECEIPT_PRESENTED", StatusCode.AlreadyExists,
            server.Cards.PresentReceiptAsync(
                new() { GuestNumber = other.GuestNumber, Receipt = receipt }, Callers.Desk));
        var same = await server.Cards.PresentReceiptAsync(
            new() { GuestNumber = first.GuestNumber, Receipt = receipt }, Callers.Desk);
        Assert.True(same.Replayed);
    }

    [Fact]
    public async Task GuestCard_InEveryOtherCommand_IsRefusedAndCancelEndsIt()
    {
        var guest = (await IssueAsync(commands.Receipt())).GuestNumber;
        commands.Others[guest] = (await commands.IssueAsync()).CardNumber;
        foreach (var verb in CardVerbs.OfTable.Except([CancelCard.Verb]))
            Assert.Equal("CARD_IS_GUEST", await commands.TryAsync(verb, guest));
        await commands.SendAsync(CancelCard.Verb, guest);
        var card = (await commands.IssueAsync()).CardNumber;
        Assert.Equal("CARD_CANCELLED", await Try(Claim(guest, card), Callers.Desk));
        Assert.Equal("CARD_IS_NO_GUEST", await Try(Claim(card, (await commands.IssueAsync()).CardNumber)));
        await commands.AuditAsync();
    }

    [Fact]
    public async Task Claim_ForACardThatCannotEarn_IsRefusedAndTheGuestStays()
    {
        var guest = (await IssueAsync(commands.Receipt())).GuestNumber;
        var card = (await commands.IssueAsync()).CardNumber;
        await commands.SendAsync(ReportLostCard.Verb, card);
        Assert.Equal("CARD_LOST", await Try(Claim(guest, card), Callers.Desk));
        var other = (await IssueAsync(commands.Receipt())).GuestNumber;
        Assert.Equal("CARD_IS_GUEST", await Try(Claim(guest, other), Callers.Desk));
        await RefusedAsync(
            "FIELD_MALFORMED", StatusCode.InvalidArgument,
            server.Cards.ClaimGuestCardAsync(Claim(guest, guest), Callers.Desk));
        await commands.SendAsync(ClearLostCard.Verb, card);
        Assert.Equal("", await Try(Claim(guest, card), Callers.Desk));
    }

    [Fact]
    public async Task GuestCalls_OfATill_AreNotAllowed()
    {
        var issue = new IssueGuestCardRequest { RequestId = $"{Some.Id()}", Receipt = commands.Receipt() };
        await RefusedAsync(
            "CALLER_NOT_ALLOWED", StatusCode.PermissionDenied,
            server.Cards.IssueGuestCardAsync(issue, Callers.Till));
        var card = (await commands.IssueAsync()).CardNumber;
        await RefusedAsync(
            "CALLER_NOT_ALLOWED", StatusCode.PermissionDenied,
            server.Cards.ClaimGuestCardAsync(Claim(card, card), Callers.Till));
        await RefusedAsync(
            "FIELD_MALFORMED", StatusCode.InvalidArgument,
            server.Cards.IssueCardAsync(
                new() { RequestId = $"{Some.Id()}", Type = V1.CardType.Guest }, Callers.Desk));
    }

    private async Task<IssueGuestCardResponse> IssueAsync(Receipt receipt) => await server.Cards.IssueGuestCardAsync(
        new() { RequestId = $"{Some.Id()}", Receipt = receipt }, Callers.Desk);

    private static ClaimGuestCardRequest Claim(string guest, string card) =>
        new() { RequestId = $"{Some.Id()}", GuestNumber = guest, CardNumber = card };

    private async Task<string> Try(ClaimGuestCardRequest request, Metadata? caller = null)
    {
        try
        {
            await server.Cards.ClaimGuestCardAsync(request, caller ?? Callers.Desk);
            return "";
        }
        catch (RpcException e)
        {
            return Some.InfoOf(e).Reason;
        }
    }

    private static async Task RefusedAsync<T>(string reason, StatusCode code, AsyncUnaryCall<T> call) =>
        Assert.Equal(reason, (await Some.RefusalAsync(call, code)).Reason);
}
