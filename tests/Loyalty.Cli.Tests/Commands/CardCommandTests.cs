using Loyalty.Cli.Tests.Fakes;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Commands;

public sealed class CardCommandTests
{
    private const string Id = "6f9619ff-8b86-4011-b42d-00cf4fc964ff";

    private readonly FakeServer server = new(new FakeEngine());

    [Theory]
    [InlineData("lost", "LossReport")]
    [InlineData("found", "LossClearance")]
    [InlineData("renew", "Renewal")]
    [InlineData("cancel", "Cancellation")]
    [InlineData("cancel", "Cancellation", "--reason", "moved")]
    [InlineData("suspend", "Suspension", "--reason", "doubt")]
    [InlineData("resume", "Resumption", "--reason", "cleared")]
    [InlineData("replace", "Replacement", "--reason", "damaged")]
    [InlineData("link", "MemberLink", "--member", "a-member")]
    [InlineData("unlink", "MemberUnlink")]
    [InlineData("unlink", "MemberUnlink", "--reason", "sold")]
    [InlineData("transfer", "TransferOut", "--to", "456")]
    [InlineData("transfer", "TransferOut", "--to", "456", "--points", "30")]
    public async Task CardCommand_SendsWhatItWasGivenAndSaysWhatBecameOfIt(
        string command, string kind, params string[] options)
    {
        var run = await Run.OfAsync(server, ["card", command, "123", "--request-id", Id, .. options]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var sent = Google.Protobuf.JsonFormatter.Default.Format(Assert.Single(server.Cards.Requests));
        Assert.Contains(Id, sent, StringComparison.Ordinal);
        Assert.Contains("\"123\"", sent, StringComparison.Ordinal);
        if (options.Length > 0) Assert.Contains(options[1], sent, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(kind, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_SaysTheNewNumberAndTheFee()
    {
        var run = await Run.OfAsync(server, "card", "replace", "123", "--reason", "lost", "--stock-number", "9");
        Assert.Contains("9800000000000044", run.Out, StringComparison.Ordinal);
        Assert.Contains("2.00 USD", run.Out, StringComparison.Ordinal);
        var sent = Assert.IsType<ReplaceCardRequest>(Assert.Single(server.Cards.Requests));
        Assert.Equal((ReplaceReason.Lost, "9"), (sent.Reason, sent.StockNumber));
        Assert.True(Guid.TryParse(sent.RequestId, out _));
    }

    [Fact]
    public async Task StockAdd_SendsTheRange()
    {
        var run = await Run.OfAsync(server, "stock", "add", "100", "199", "--json");
        Assert.Equal((0, false), (run.ExitCode, (bool)run.Json["replayed"]!));
        var sent = Assert.IsType<RegisterStockRangeRequest>(Assert.Single(server.Cards.Requests));
        Assert.Equal(("100", "199"), (sent.FirstNumber, sent.LastNumber));
    }

    [Theory]
    [InlineData("card", "suspend", "123")] // no reason
    [InlineData("card", "replace", "123")]
    [InlineData("card", "replace", "123", "--reason", "bored")]
    [InlineData("card", "issue", "--type", "golden")]
    [InlineData("card", "issue", "--store", "s1")] // a receipt in part
    [InlineData("card", "issue", "--store", "s1", "--number", "1", "--date", "today", "--total", "5")]
    [InlineData("stock", "add", "100")]
    [InlineData("card", "link", "123")] // no member
    [InlineData("card", "link", "--member", "a-member")] // no card
    [InlineData("card", "unlink")]
    [InlineData("card", "transfer", "123")] // to where
    [InlineData("card", "transfer", "123", "--to", "456", "--points", "all")]
    public async Task CardCommand_ThatIsWrong_IsUsageAndSendsNothing(params string[] args)
    {
        var run = await Run.OfAsync(server, args);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("USAGE: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Cards.Requests);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("30", false)]
    [InlineData("0", false)] // the server says what is wrong with it
    public async Task Transfer_SendsPointsOrAllAndSaysTheOtherSide(string? points, bool all)
    {
        string[] amount = points is null ? [] : ["--points", points];
        var run = await Run.OfAsync(server, ["card", "transfer", "123", "--to", "456", .. amount]);

        var sent = Assert.IsType<TransferPointsRequest>(Assert.Single(server.Cards.Requests));
        Assert.Equal(("123", "456"), (sent.FromCardNumber, sent.ToCardNumber));
        Assert.Equal((all, !all), (sent.Scope == PointsScope.All, sent.HasPoints));
        if (points is not null) Assert.Equal(points, $"{sent.Points}");
        if (points != "0") Assert.Matches("points +-30", run.Out);
        Assert.Contains("entry 9 of card the-other", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_SendsTheCardAndTheMember()
    {
        await Run.OfAsync(server, "card", "link", "123", "--member", "a-member");
        var sent = Assert.IsType<LinkMemberRequest>(Assert.Single(server.Cards.Requests));
        Assert.Equal(("123", "a-member"), (sent.CardNumber, sent.MemberId));
        Assert.True(Guid.TryParse(sent.RequestId, out _));
    }

    [Fact]
    public async Task Issue_ToAMember_NamesHim()
    {
        var run = await Run.OfAsync(server, "card", "issue", "--type", "digital", "--member", "a-member");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal((CardType.Digital, "a-member"), (server.LastIssue!.Type, server.LastIssue.MemberId));
        await Run.OfAsync(server, "card", "issue");
        Assert.Equal((CardType.LongTerm, ""), (server.LastIssue.Type, server.LastIssue.MemberId));
    }

    [Fact]
    public async Task Issue_AgainstAReceipt_SendsIt()
    {
        var run = await Run.OfAsync(
            server, "card", "issue", "--type", "one-year", "--store", "s1", "--number", "R7", "--date", "2026-11-30",
            "--total", "60.50", "--surrendered", "--stock-number", "77");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var sent = server.LastIssue!;
        Assert.Equal((CardType.OneYear, ReceiptUse.Surrendered, "77"), (sent.Type, sent.ReceiptUse, sent.StockNumber));
        Assert.Equal(("R7", 60), (sent.Receipt.Number, sent.Receipt.Total.Units));
        Assert.Equal(500_000_000, sent.Receipt.Total.Nanos);
    }
}
