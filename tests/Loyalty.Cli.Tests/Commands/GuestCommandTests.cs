using Loyalty.Cli.Tests.Fakes;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Commands;

public sealed class GuestCommandTests
{
    private const string Id = "6f9619ff-8b86-4011-b42d-00cf4fc964ff";

    private static readonly string[] s_receipt = ["--store", "s1", "--number", "R7", "--date", "2026-11-30"];

    private readonly FakeServer server = new(new FakeEngine());

    [Fact]
    public async Task Issue_SendsTheReceiptAndSaysTheGuestsNumber()
    {
        var run = await Run.OfAsync(server, ["guest", "issue", .. s_receipt, "--total", "60.50", "--request-id", Id]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("9800000000000051", run.Out, StringComparison.Ordinal);
        var sent = Assert.IsType<IssueGuestCardRequest>(Assert.Single(server.Cards.Requests));
        Assert.Equal((Id, "R7", 60L), (sent.RequestId, sent.Receipt.Number, sent.Receipt.Total.Units));
    }

    [Fact]
    public async Task Present_SendsTheReceipt()
    {
        var run = await Run.OfAsync(server, ["guest", "present", "123", .. s_receipt, "--total", "5"]);
        Assert.Equal(0, run.ExitCode);
        var sent = Assert.IsType<PresentReceiptRequest>(Assert.Single(server.Cards.Requests));
        Assert.Equal(("123", "R7"), (sent.GuestNumber, sent.Receipt.Number));
    }

    [Fact]
    public async Task Claim_SaysWhatEarnedAndWhatDidNot()
    {
        var run = await Run.OfAsync(server, "guest", "claim", "123", "456", "--request-id", Id);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("7 points", run.Out, StringComparison.Ordinal);
        Assert.Contains("R8", run.Out, StringComparison.Ordinal);
        var sent = Assert.IsType<ClaimGuestCardRequest>(Assert.Single(server.Cards.Requests));
        Assert.Equal((Id, "123", "456"), (sent.RequestId, sent.GuestNumber, sent.CardNumber));
    }

    [Theory]
    [InlineData("guest", "issue")]
    [InlineData("guest", "claim", "123")]
    public async Task GuestCommand_ThatIsWrong_IsUsageAndSendsNothing(params string[] args)
    {
        var run = await Run.OfAsync(server, args);
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(server.Cards.Requests);
    }
}
