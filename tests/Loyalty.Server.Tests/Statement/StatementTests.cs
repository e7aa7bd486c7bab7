using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Statement;

public sealed class SqliteStatementTests(RunningServer server) : StatementTests<RunningServer>(server);

public sealed class PostgresStatementTests(PostgresRunningServer server)
    : StatementTests<PostgresRunningServer>(server);

/// <summary>Parts of a statement, and a card as it was.</summary>
public abstract class StatementTests<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : RunningServer
{
    private readonly CardCommands commands = new(server);

    [Fact]
    public async Task Entries_OfSomeDatesAndKinds_AreListedInEitherOrder()
    {
        var number = await LiveThreeDaysAsync();

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], await SeqsAsync(new() { CardNumber = number, PageSize = 2 }));
        Assert.Equal(
            [7, 6, 5, 4, 3, 2, 1],
            await SeqsAsync(new() { CardNumber = number, PageSize = 3, NewestFirst = true }));
        var today = Day(server.Time.Now);
        Assert.Equal([6, 7], await SeqsAsync(new() { CardNumber = number, FromDate = today }));
        Assert.Equal(
            [4, 5],
            await SeqsAsync(new()
            {
                CardNumber = number, PageSize = 1, FromDate = Day(server.Time.Now.AddDays(-1)),
                ToDate = Day(server.Time.Now.AddDays(-1)),
            }));
        Assert.Equal(
            [6, 5, 2],
            await SeqsAsync(new() { CardNumber = number, Kinds = { EntryKind.Accrual }, NewestFirst = true }));
        Assert.Equal(
            [3, 4, 7],
            await SeqsAsync(new()
            {
                CardNumber = number, Kinds = { EntryKind.LossReport, EntryKind.LossClearance, EntryKind.LossReport },
            }));
        Assert.Empty(await SeqsAsync(new() { CardNumber = number, Kinds = { EntryKind.Renewal } }));
    }

    [Fact]
    public async Task Entries_AskedForWrongly_AreRefusedWithTheField()
    {
        var number = (await commands.IssueAsync()).CardNumber;
        var wrong = new (string Field, ListLedgerEntriesRequest Request)[]
        {
            ("from_date", new() { FromDate = new Date { Year = 2026, Month = 2, Day = 30 } }),
            ("to_date", new() { ToDate = new Date { Year = 2026 } }),
            ("to_date", new() { FromDate = Day(server.Time.Now), ToDate = Day(server.Time.Now.AddDays(-1)) }),
            ("kinds", new() { Kinds = { EntryKind.Unspecified } }),
            ("kinds", new() { Kinds = { EntryKind.Issue, (EntryKind)999 } }),
        };
        foreach (var (field, request) in wrong)
        {
            request.CardNumber = number;
            var info = await Some.RefusalAsync(
                server.Cards.ListLedgerEntriesAsync(request), StatusCode.InvalidArgument);
            Assert.Equal(("FIELD_MALFORMED", field), (info.Reason, info.Metadata["field"]));
        }
    }

    [Fact]
    public async Task Card_AsOfAnInstant_IsAsItWasThen()
    {
        var issued = server.Time.Now;
        var number = await LiveThreeDaysAsync();
        foreach (var (hours, seq, balance, isLost) in new[]
        {
            (0, 1, 0, false), (1, 3, 5, true), (23, 3, 5, true), (25, 5, 10, false), (49, 7, 15, true),
        })
        {
            var card = await AsOfAsync(number, issued.AddHours(hours));
            Assert.Equal((seq, balance, isLost), (card.Seq, card.Balance, card.LostTime is not null));
        }

        var before = new GetCardRequest { CardNumber = number, AsOfTime = Instant(issued.AddMicroseconds(-1)) };
        var info = await Some.RefusalAsync(server.Cards.GetCardAsync(before), StatusCode.NotFound);
        Assert.Equal("CARD_UNKNOWN", info.Reason);
        foreach (var bad in new[] { Instant(server.Time.Now.AddSeconds(1)), new Timestamp { Nanos = -1 } })
        {
            var call = server.Cards.GetCardAsync(new() { CardNumber = number, AsOfTime = bad });
            info = await Some.RefusalAsync(call, StatusCode.InvalidArgument);
            Assert.Equal("as_of_time", info.Metadata["field"]);
        }
    }

    /// <summary>
    /// Expired points could not be spent then, though nothing had posted the expiry yet; and whatever was posted since,
    /// the answer stays.
    /// </summary>
    [Fact]
    public async Task Card_AsOfAfterPointsExpired_HasThemPostedButNotAvailable()
    {
        var number = (await commands.IssueAsync()).CardNumber;
        await commands.SendAsync(AccruePoints.Verb, number);
        var accrued = server.Time.Now;
        server.Time.Now = accrued.AddDays(800);
        var expired = await AsOfAsync(number, accrued.AddDays(700));
        Assert.Equal((2, 5, 0), (expired.Seq, expired.Balance, expired.Available));
        Assert.Equal(5, (await AsOfAsync(number, accrued.AddDays(100))).Available);
        await commands.SendAsync(AccruePoints.Verb, number);
        Assert.Equal(expired, await AsOfAsync(number, accrued.AddDays(700)));
        Assert.Equal((4, 5, 5), await NowAsync(number));
    }

    /// <summary>A past number isn't told with the past.</summary>
    [Fact]
    public async Task Card_AsOfBeforeItsReplacement_HasTheNumberThatItHasNow()
    {
        var card = await commands.IssueAsync();
        var issued = server.Time.Now;
        server.Time.Now = issued.AddHours(1);
        var replaced = await commands.ReplaceAsync(card.CardNumber);
        var then = await AsOfAsync(replaced.CardNumber, issued);
        Assert.Equal((replaced.CardNumber, 1, 0), (then.CardNumber, then.Seq, then.OldNumbers));
        var call = server.Cards.GetCardAsync(new() { CardNumber = card.CardNumber, AsOfTime = Instant(issued) });
        Assert.Equal("CARD_REPLACED", (await Some.RefusalAsync(call, StatusCode.FailedPrecondition)).Reason);
    }

    /// <summary>
    /// Accrues on each of three days and reports a loss, then its clearance, then another; the clock stays there.
    /// </summary>
    private async Task<string> LiveThreeDaysAsync()
    {
        var issued = server.Time.Now;
        var number = (await commands.IssueAsync()).CardNumber;
        var verbs = new[] { ReportLostCard.Verb, ClearLostCard.Verb, ReportLostCard.Verb };
        foreach (var (day, verb) in verbs.Index())
        {
            server.Time.Now = issued.AddDays(day).AddHours(1);
            if (verb == ClearLostCard.Verb) await commands.SendAsync(verb, number);
            await commands.SendAsync(AccruePoints.Verb, number);
            if (verb == ReportLostCard.Verb) await commands.SendAsync(verb, number);
        }

        return number;
    }

    private async Task<List<long>> SeqsAsync(ListLedgerEntriesRequest request)
    {
        var seqs = new List<long>();
        do
        {
            var page = await server.Cards.ListLedgerEntriesAsync(request);
            seqs.AddRange(page.Entries.Select(entry => entry.Seq));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && seqs.Count < 100);

        return seqs;
    }

    private async Task<V1.Card> AsOfAsync(string number, DateTimeOffset instant) =>
        (await server.Cards.GetCardAsync(new() { CardNumber = number, AsOfTime = Instant(instant) })).Card;

    private async Task<(long Seq, long Balance, long Available)> NowAsync(string number)
    {
        var card = await commands.ReadAsync(number);
        return (card.Seq, card.Balance, card.Available);
    }

    private static Timestamp Instant(DateTimeOffset instant) => Timestamp.FromDateTimeOffset(instant);

    private static Date Day(DateTimeOffset instant)
    {
        var local = instant.ToOffset(TimeSpan.FromHours(8));
        return new Date { Year = local.Year, Month = local.Month, Day = local.Day };
    }
}
