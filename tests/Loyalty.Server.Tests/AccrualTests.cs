using Google.Type;
using Grpc.Core;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

public sealed class AccrualTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Accrual_FirstTime_AnswersEntryBalanceAndWhy()
    {
        var card = await server.IssueAsync();

        var answer = await server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt(119.99m, "A-1")));

        Assert.Equal((2, 5, 5, false), (answer.Seq, answer.Balance, answer.Available, answer.Replayed));
        var grant = Assert.Single(answer.Grants);
        Assert.Equal(("base", 5), (grant.Rule, grant.Points));
        Assert.Equal("S1", answer.Entry.Receipt.Store);
        Assert.Equal(EntryKind.Accrual, answer.Entry.Kind);
        Assert.Equal(new Date { Year = 2027, Month = 12, Day = 31 }, Assert.Single(answer.Entry.LotEffects).ExpiryDate);
    }

    [Fact]
    public async Task Accrual_SentTwice_AnswersTheFirstAnswerReplayed()
    {
        var card = await server.IssueAsync();
        var request = Some.Accrual(card, Some.Receipt(100m));
        var first = await server.Points.AccruePointsAsync(request);
        await server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt(60m)));

        var second = await server.Points.AccruePointsAsync(request);

        Assert.True(second.Replayed);
        Assert.Equal(first.Entry, second.Entry);
        Assert.Equal(8, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card.Balance);
    }

    [Fact]
    public async Task Accrual_AtTheSameTimeFromManyTills_MovesPointsOnce()
    {
        var card = await server.IssueAsync();
        var request = Some.Accrual(card, Some.Receipt(100m));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => server.Points.AccruePointsAsync(request).ResponseAsync));

        Assert.Single(answers, answer => !answer.Replayed);
        Assert.All(answers, answer => Assert.Equal((2, 5), (answer.Seq, answer.Balance)));
    }

    [Fact]
    public async Task Accrual_TooSmallToEarn_IsRecordedWithZeroPoints()
    {
        var card = await server.IssueAsync();

        var answer = await server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt(19.99m)));

        Assert.Equal((2, 0, 0), (answer.Seq, answer.Entry.Points, answer.Balance));
        Assert.Empty(answer.Entry.LotEffects);
    }

    [Fact]
    public async Task Receipt_OnAnotherCard_IsUsedAndTellsNothingOfThatCard()
    {
        var receipt = Some.Receipt();
        var first = await server.IssueAsync();
        await server.Points.AccruePointsAsync(Some.Accrual(first, receipt));
        var second = await server.IssueAsync();

        var info = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual(second, receipt)), StatusCode.AlreadyExists);

        Assert.Equal("RECEIPT_ALREADY_USED", info.Reason);
        Assert.DoesNotContain(info.Metadata.Values, value => value.Contains(first[^4..], StringComparison.Ordinal));
        Assert.Equal(1, (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = second })).Card.Seq);
    }

    [Fact]
    public async Task Receipt_WithOtherTotal_ConflictsAndNamesTheField()
    {
        var card = await server.IssueAsync();
        await server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt(100m, "C-1")));

        var info = await Some.RefusalAsync(
            server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt(120m, "C-1"))), StatusCode.AlreadyExists);

        Assert.Equal(("RECEIPT_CONFLICT", "receipt.total"), (info.Reason, info.Metadata["field"]));
    }

    [Fact]
    public async Task Receipt_ReplayedWhenTooOldByNow_StillAnswersTheFirstAnswer()
    {
        var card = await server.IssueAsync();
        var request = Some.Accrual(card, Some.Receipt());
        var first = await server.Points.AccruePointsAsync(request);
        server.Time.Now = server.Time.Now.AddDays(40);
        try
        {
            Assert.Equal(first.Entry, (await server.Points.AccruePointsAsync(request)).Entry);
            var info = await Some.RefusalAsync(
                server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt())), StatusCode.FailedPrecondition);
            Assert.Equal(("RECEIPT_TOO_OLD", "30"), (info.Reason, info.Metadata["max_age_days"]));
        }
        finally
        {
            server.Time.Now = server.Time.Now.AddDays(-40);
        }
    }

    [Fact]
    public async Task Quote_ThenAccrual_AgreeAndTheQuoteMovesNothing()
    {
        var card = await server.IssueAsync();
        var receipt = Some.Receipt(250m);
        var request = new QuoteAccrualRequest { CardNumber = card, Receipt = receipt };

        var quote = await server.Points.QuoteAccrualAsync(request);
        var answer = await server.Points.AccruePointsAsync(Some.Accrual(card, receipt));
        var again = await server.Points.QuoteAccrualAsync(request);

        Assert.Equal((12, 1, 12, false), (quote.Points, quote.Seq, quote.Balance, quote.Accrued));
        Assert.Equal((2, 12), (answer.Seq, answer.Balance));
        Assert.Equal((12, 2, true), (again.Points, again.Seq, again.Accrued));
    }

    [Fact]
    public async Task Points_AfterTheirLastDay_AreNotAvailableAndExpireWithTheNextCommit()
    {
        var card = await server.IssueAsync();
        await server.Points.AccruePointsAsync(Some.Accrual(card, Some.Receipt(100m)));
        var before = server.Time.Now;
        server.Time.Now = new DateTimeOffset(2028, 1, 1, 4, 0, 0, TimeSpan.Zero);
        try
        {
            var read = (await server.Cards.GetCardAsync(new GetCardRequest { CardNumber = card })).Card;
            Assert.Equal((5, 0), (read.Balance, read.Available));

            var receipt = Some.Receipt(40m);
            receipt.BusinessDate = new Date { Year = 2028, Month = 1, Day = 1 };
            var answer = await server.Points.AccruePointsAsync(Some.Accrual(card, receipt));
            Assert.Equal((4, 2, 2), (answer.Seq, answer.Balance, answer.Available));

            var entries = await server.Cards.ListLedgerEntriesAsync(
                new ListLedgerEntriesRequest { CardNumber = card });
            Assert.Equal([0, 5, -5, 2], entries.Entries.Select(entry => entry.Points));
            Assert.Equal(new Date { Year = 2028, Month = 1, Day = 1 }, entries.Entries[2].BusinessDate);
        }
        finally
        {
            server.Time.Now = before;
        }
    }
}
