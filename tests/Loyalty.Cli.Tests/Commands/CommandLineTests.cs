using Loyalty.Cli.Commands;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Commands;

public sealed class CommandLineTests
{
    private readonly FakeEngine _engine = new();

    [Theory]
    [InlineData("card")]
    [InlineData("nonsense")]
    [InlineData("accrue", "1", "--store", "s")]
    [InlineData("program", "--server", "ftp://x")]
    [InlineData("program", "--timeout", "soon")]
    [InlineData("program", "--caller-kind", "king")]
    [InlineData("program", "--caller-name", "店")]
    [InlineData("accrue", "1", "--store", "s", "--number", "1", "--date", "2026-02-30", "--total", "1")]
    [InlineData("accrue", "1", "--store", "s", "--number", "1", "--date", "2026-02-28", "--total", "1.005")]
    [InlineData("replay", "f", "--in-flight", "0")]
    public async Task CommandLine_ThatIsWrong_IsOneLineOfUsageAndExits2(params string[] args)
    {
        var run = await Run.OfAsync(_engine, args);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("USAGE: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        Assert.Equal(0, _engine.Accruals);
    }

    [Fact]
    public async Task Refusal_OfACall_IsOneLineWithItsFactsAndExits1()
    {
        var run = await Run.OfAsync(_engine, "card", "show", "123", "--json");
        Assert.Equal(
            (1, "", "CARD_UNKNOWN: No card has this number. (field=card_number, a=1)\n"),
            (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Accrue_WithLinesAndTenders_SendsThemExactly()
    {
        var card = _engine.Issue(new IssueCardRequest { RequestId = "1" }).Card.CardNumber;
        var run = await Run.OfAsync(
            _engine, "accrue", card, "--store", "s", "--number", "7", "--date", "2026-11-30", "--time", "14:30",
            "--total", "12.5", "--line", "p1:a:b:0.25:13", "--line", "p2:c:1:-0.50", "--tender", "gift-card:12.50");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var receipt = Assert.Single(_engine.Receipts);
        Assert.Equal(("12", 500_000_000), ($"{receipt.Total.Units}", receipt.Total.Nanos));
        Assert.Equal(["p1|a:b|250|13", "p2|c|1000|0"],
            receipt.Lines.Select(l => $"{l.Product}|{l.Category}|{l.QuantityMilli}|{l.Amount.Units}"));
        Assert.Equal("2026-11-30T19:30:00Z", receipt.SaleTime.ToString().Trim('"'));
        Assert.Contains(run.Out.Split('\n'), line => line.StartsWith("points ", StringComparison.Ordinal)
            && line.EndsWith(" 12", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Caller_OfTheOptions_GoesAlongAsMetadata()
    {
        var server = new FakeServer(_engine);
        await Run.OfAsync(server, "program", "--caller-kind", "till", "--caller-name", "t1", "--caller-store", "s9");
        Assert.Equal(["till"], server.Headers!.GetValues(CallerMetadata.Kind));
        Assert.Equal(["t1"], server.Headers!.GetValues(CallerMetadata.Name));
        Assert.Equal(["s9"], server.Headers!.GetValues(CallerMetadata.Store));
        Assert.False(server.Headers!.Contains(CallerMetadata.Operator));
    }

    [Fact]
    public async Task Json_OfAnAnswer_HasTheContractsNamesAndPlainNumbers()
    {
        var run = await Run.OfAsync(_engine, "program", "--json");
        Assert.Equal(100, (long)run.Json["earn_unit_minor"]!);
        Assert.Equal("America/New_York", (string?)run.Json["time_zone"]);
        Assert.Equal(0, (int)run.Json["receipt_max_age_days"]!);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5", 5_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("25h", null)]
    [InlineData("-1s", null)]
    [InlineData("s", null)]
    [InlineData("5 s", null)]
    [InlineData("5hm", null)]
    public void Duration_OfText_IsReadOrRefused(string text, int? expectedMs)
    {
        Assert.Equal(expectedMs is not null, Durations.TryParse(text, out var value));
        if (expectedMs is { } ms) Assert.Equal(ms, value.TotalMilliseconds);
    }
}
