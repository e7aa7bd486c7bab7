using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

public sealed class SqliteCardLifeTests(RunningServer server) : CardLifeTests<RunningServer>(server);

public sealed class PostgresCardLifeTests(PostgresRunningServer server) : CardLifeTests<PostgresRunningServer>(server);

/// <summary>Stories of lost cards, and what an old number still says.</summary>
public abstract class CardLifeTests<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : RunningServer
{
    private readonly CardCommands commands = new(server);

    [Fact]
    public async Task LostAndFound_IsToldByTheStatement()
    {
        var card = await commands.IssueAsync();
        await commands.SendAsync(AccruePoints.Verb, card.CardNumber);
        var loss = await commands.SendAsync(ReportLostCard.Verb, card.CardNumber);
        Assert.Equal(loss.CreateTime, (await commands.ReadAsync(card.CardNumber)).LostTime);
        Assert.Equal("CARD_LOST", await commands.TryAsync(AccruePoints.Verb, card.CardNumber));
        await commands.SendAsync(ClearLostCard.Verb, card.CardNumber);
        await commands.SendAsync(AccruePoints.Verb, card.CardNumber);

        var found = await commands.ReadAsync(card.CardNumber);
        Assert.Equal((null, 10, 5), (found.LostTime, found.Balance, found.Seq));
        Assert.Equal(
            [EntryKind.Issue, EntryKind.Accrual, EntryKind.LossReport, EntryKind.LossClearance, EntryKind.Accrual],
            (await StatementAsync(card.CardNumber)).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task LostAndReplaced_KeepsEverythingUnderTheNewNumber()
    {
        var card = await commands.IssueAsync();
        await commands.SendAsync(AccruePoints.Verb, card.CardNumber);
        await commands.SendAsync(ReportLostCard.Verb, card.CardNumber);
        var replaced = await commands.ReplaceAsync(card.CardNumber);

        var now = await commands.ReadAsync(replaced.CardNumber);
        Assert.Equal((card.CardId, 5, null, 1), (now.CardId, now.Balance, now.LostTime, now.OldNumbers));
        Assert.NotEqual(card.CardNumber, now.CardNumber);
        await commands.SendAsync(AccruePoints.Verb, replaced.CardNumber);
        var entries = await StatementAsync(replaced.CardNumber);
        Assert.Equal(
            [EntryKind.Issue, EntryKind.Accrual, EntryKind.LossReport, EntryKind.Replacement, EntryKind.Accrual],
            entries.Select(entry => entry.Kind));
        Assert.Equal(("Lost", 200), (entries[3].Reason, entries[3].FeeMinor));
        Assert.Equal(replaced.CardNumber[^4..], entries[3].MaskedCardNumber[^4..]);
        Assert.DoesNotContain(replaced.CardNumber, entries[3].MaskedCardNumber, StringComparison.Ordinal);
        var told = await server.Cards.ListLedgerEntriesAsync(new() { CardNumber = replaced.CardNumber }, Callers.Till);
        Assert.All(told.Entries, entry => Assert.Equal("", entry.Reason));
    }

    [Fact]
    public async Task OldNumber_SaysNothingButThatItIsOne()
    {
        var card = await commands.IssueAsync();
        var replaced = await commands.ReplaceAsync(card.CardNumber);
        var get = new GetCardRequest { CardNumber = card.CardNumber };
        var find = new FindCardsRequest { CardNumber = card.CardNumber };
        var list = new ListLedgerEntriesRequest { CardNumber = card.CardNumber };
        foreach (var (kind, caller) in Callers.All)
        {
            var serves = kind is "Desk" or "Supervisor" or "BackOffice";
            get.AllowStale = !get.AllowStale;
            var info = await Some.RefusalAsync(server.Cards.GetCardAsync(get, caller), StatusCode.FailedPrecondition);
            Assert.Equal("CARD_REPLACED", info.Reason);
            Assert.Equal(serves, info.Metadata.ContainsKey("new_card_number"));
            Assert.DoesNotContain(replaced.CardNumber, $"{info}", StringComparison.Ordinal);
            Assert.Equal(serves, await IsAcceptedAsync(server.Cards.FindCardsAsync(find, caller)));
            Assert.Equal(serves, await IsAcceptedAsync(server.Cards.ListLedgerEntriesAsync(list, caller)));
        }

        var found = await server.Cards.FindCardsAsync(find, Callers.Desk);
        Assert.Equal(replaced.CardNumber, Assert.Single(found.Cards).CardNumber);
        var stale = new GetCardRequest { CardNumber = replaced.CardNumber, AllowStale = true };
        Assert.Equal(replaced.CardNumber, (await server.Cards.GetCardAsync(stale)).Card.CardNumber);
    }

    [Fact]
    public async Task TwoDesks_ReplacingAtOnce_OneWinsAndTheOtherHearsTheNewState()
    {
        for (var round = 0; round < 25; round++)
        {
            var card = await commands.IssueAsync();
            var calls = new[] { Callers.Desk, Callers.OtherDesk }
                .Select(desk => commands.ReplaceAsync(card.CardNumber, caller: desk)).ToArray();
            foreach (var call in calls) await Task.WhenAny(call);

            var won = await Assert.Single(calls, call => call.IsCompletedSuccessfully);
            var e = Assert.IsType<RpcException>(
                Assert.Single(calls, call => call.IsFaulted).Exception!.InnerException);
            var info = Some.InfoOf(e);
            Assert.Equal("CARD_REPLACED", info.Reason);
            Assert.Equal(won.CardNumber[^4..], info.Metadata["new_card_number"][^4..]);
            Assert.Equal(1, (await commands.ReadAsync(won.CardNumber)).OldNumbers);
        }

        await commands.AuditAsync();
    }

    /// <summary>Each receipt earns or hears that the number is an old one; nothing in between.</summary>
    [Fact]
    public async Task Accruals_WhileACardIsReplaced_EarnOrAreRefused()
    {
        for (var round = 0; round < 10; round++)
        {
            var card = await commands.IssueAsync();
            var accruals = Enumerable.Range(0, 20)
                .Select(_ => commands.TryAsync(AccruePoints.Verb, card.CardNumber)).ToArray();
            var replaced = await commands.ReplaceAsync(card.CardNumber);
            var answers = await Task.WhenAll(accruals);

            Assert.All(answers, answer => Assert.Contains(answer, new[] { "", "CARD_REPLACED" }));
            Assert.Equal(
                5 * answers.Count(answer => answer == ""), (await commands.ReadAsync(replaced.CardNumber)).Balance);
        }

        await commands.AuditAsync();
    }

    [Fact]
    public async Task Requests_SentAgain_AnswerTheirFirstEntryWhateverTheCardIsNow()
    {
        var card = await commands.IssueAsync();
        var ids = new Dictionary<CardVerb, (string Id, string Number, LedgerEntry Entry)>();
        var number = card.CardNumber;
        foreach (var verb in new[]
        {
            ReportLostCard.Verb, ClearLostCard.Verb, SuspendCard.Verb, ResumeCard.Verb, ReplaceCard.Verb,
            CancelCard.Verb,
        })
        {
            var id = $"{Some.Id()}";
            ids[verb] = (id, number, await commands.SendAsync(verb, number, id));
            if (verb == ReplaceCard.Verb) number = (await commands.ReplaceAsync(number, id)).CardNumber;
        }

        foreach (var (verb, (id, presented, entry)) in ids)
            Assert.Equal(entry, await commands.SendAsync(verb, presented, id));
        Assert.Equal(7, (await commands.ReadAsync(number)).Seq);
    }

    [Fact]
    public async Task Upload_OfATillThatWasOffline_IsAnsweredByEachReceiptsOwnTime()
    {
        var card = await commands.IssueAsync();
        await commands.SendAsync(ReportLostCard.Verb, card.CardNumber);
        var loss = server.Time.Now;
        var receipts = new (TimeSpan? Sold, string Expected)[]
        {
            (TimeSpan.FromMinutes(-30), ""), (TimeSpan.FromMinutes(30), "CARD_LOST"), (null, "CARD_LOST"),
            (TimeSpan.FromSeconds(-1), ""),
        };
        server.Time.Now = loss + TimeSpan.FromHours(2);
        Assert.Equal(receipts.Select(receipt => receipt.Expected), await UploadAsync(card, loss, receipts));

        // A day later the window is closed, also for what was sold before the loss.
        server.Time.Now = loss + TimeSpan.FromHours(25);
        Assert.Equal(["CARD_LOST"], await UploadAsync(card, loss, [(TimeSpan.FromMinutes(-30), "")]));
        Assert.Equal(10, (await commands.ReadAsync(card.CardNumber)).Balance);
    }

    private async Task<string[]> UploadAsync(
        V1.Card card, DateTimeOffset loss, IEnumerable<(TimeSpan? Sold, string Expected)> receipts)
    {
        using var upload = server.Points.UploadReceipts(Callers.Till);
        var item = 0;
        foreach (var (sold, _) in receipts)
        {
            var receipt = Some.Receipt();
            if (sold is { } after) receipt.SaleTime = Timestamp.FromDateTimeOffset(loss + after);
            await upload.RequestStream.WriteAsync(
                new() { Item = item++, CardNumber = card.CardNumber, Receipt = receipt });
        }

        await upload.RequestStream.CompleteAsync();
        var answers = new string[item];
        await foreach (var answer in upload.ResponseStream.ReadAllAsync())
            answers[answer.Item] = answer.Refused is null ? "" : Some.InfoOf(answer.Refused).Reason;
        return answers;
    }

    private async Task<IReadOnlyList<LedgerEntry>> StatementAsync(string number) =>
        (await server.Cards.ListLedgerEntriesAsync(new() { CardNumber = number })).Entries;

    private static async Task<bool> IsAcceptedAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return true;
        }
        catch (RpcException e)
        {
            Assert.Equal("CARD_REPLACED", Some.InfoOf(e).Reason);
            return false;
        }
    }
}
