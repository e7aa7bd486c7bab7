using Grpc.Core;
using Loyalty.Domain.Cards;
using Loyalty.V1;

namespace Loyalty.Server.Tests;

public sealed class CardTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task IssuedCard_HasAWellFormedNumberOfTheIssuer()
    {
        var number = await server.IssueAsync();

        Assert.Null(CardNumber.Parse(number, out _));
        Assert.StartsWith("9800", number, StringComparison.Ordinal);
        Assert.Equal(19, number.Length);
    }

    [Fact]
    public async Task IssueCard_SentTwice_AnswersTheSameCard()
    {
        var request = new IssueCardRequest { RequestId = Some.Id().ToString(), Type = V1.CardType.LongTerm };

        var first = await server.Cards.IssueCardAsync(request);
        var second = await server.Cards.IssueCardAsync(request);

        Assert.Equal((false, true), (first.Replayed, second.Replayed));
        Assert.Equal(first.Card, second.Card);
        Assert.Equal(first.Entry, second.Entry);
    }

    [Fact]
    public async Task IssueCard_SameIdFromAnotherCaller_IsAnotherCard()
    {
        var request = new IssueCardRequest { RequestId = Some.Id().ToString(), Type = V1.CardType.LongTerm };
        var desk = new Metadata { { "loyalty-caller-kind", "desk" }, { "loyalty-caller-name", "D1" } };

        var first = await server.Cards.IssueCardAsync(request);
        var second = await server.Cards.IssueCardAsync(request, desk);

        Assert.NotEqual(first.Card.CardId, second.Card.CardId);
        Assert.Equal(("Desk", "D1"), (second.Entry.Actor.Kind, second.Entry.Actor.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("{6f9619ff-8b86-d011-b42d-00cf4fc964ff}")]
    public async Task IssueCard_WithoutAUuid_IsRefused(string requestId)
    {
        var call = server.Cards.IssueCardAsync(
            new IssueCardRequest { RequestId = requestId, Type = V1.CardType.LongTerm });

        var info = await Some.RefusalAsync(call, StatusCode.InvalidArgument);

        Assert.Equal("REQUEST_ID_MALFORMED", info.Reason);
    }

    [Fact]
    public async Task GetCard_ByAnUnknownNumber_IsNotFoundAndMasksIt()
    {
        var number = CardNumber.Create("9800", "12345678901234").Digits;

        var info = await Some.RefusalAsync(
            server.Cards.GetCardAsync(new GetCardRequest { CardNumber = number }), StatusCode.NotFound);

        Assert.Equal("CARD_UNKNOWN", info.Reason);
        Assert.DoesNotContain(number, info.Metadata["card_number"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindCards_ByAnUnknownNumber_FindsNothing()
    {
        var number = CardNumber.Create("9800", "12345678901234").Digits;

        var found = await server.Cards.FindCardsAsync(new FindCardsRequest { CardNumber = number });

        Assert.Empty(found.Cards);
    }

    [Fact]
    public async Task FindCards_ByNumber_FindsTheCard()
    {
        var number = await server.IssueAsync();

        var found = await server.Cards.FindCardsAsync(new FindCardsRequest { CardNumber = number });

        Assert.Equal(number, Assert.Single(found.Cards).CardNumber);
    }

    [Fact]
    public async Task Entries_InPages_AreAllThereOnceInOrder()
    {
        var number = await server.IssueAsync();
        for (var i = 0; i < 6; i++)
            await server.Points.AccruePointsAsync(Some.Accrual(number, Some.Receipt(20m * i + 20m)));

        var request = new ListLedgerEntriesRequest { CardNumber = number, PageSize = 3 };
        var seqs = new List<long>();
        do
        {
            var page = await server.Cards.ListLedgerEntriesAsync(request);
            seqs.AddRange(page.Entries.Select(entry => entry.Seq));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], seqs);
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(0, "x")]
    [InlineData(0, "-1")]
    [InlineData(0, "99999999999999999999")]
    public async Task Entries_WithABrokenPage_AreRefused(int pageSize, string pageToken)
    {
        var number = await server.IssueAsync();
        var request = new ListLedgerEntriesRequest { CardNumber = number, PageSize = pageSize, PageToken = pageToken };

        var info = await Some.RefusalAsync(
            server.Cards.ListLedgerEntriesAsync(request), StatusCode.InvalidArgument);

        Assert.Equal("FIELD_MALFORMED", info.Reason);
    }
}
