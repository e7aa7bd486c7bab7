using Grpc.Core;
using Loyalty.Cli.Tests.Fakes;

namespace Loyalty.Cli.Tests.Replay;

public sealed class ReplayTests
{
    private const string Lines =
        TextFile.Header
        + "906,s1,r1,2017-01-01T07:30:27,p1,d,BREAD,1,1.50\n"
        + "906,s1,r1,2017-01-01T07:30:27,p2,d,MILK,1,2.49\n"
        + "\"o,1\",s1,r2,2017-01-01T08:00:00,p1,d,BREAD,1,0.00\n"
        + "\"o,1\",s2,r3,2017-01-01T09:00:00,p1,d,BREAD,1,0.99\n"
        + "906,s2,r4,2017-01-02T09:00:00,p1,d,BREAD,1,10.00\n";

    private readonly FakeEngine _engine = new();

    [Theory]
    [InlineData("--in-flight", "3")]
    [InlineData("--stream", "--streams=3")]
    public async Task Replay_Twice_MovesEachPointOnce(string option, string value)
    {
        using var file = new TextFile(Lines, gzip: true);
        var first = await Run.OfAsync(_engine, "replay", file.Path, "--json", option, value);
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        AssertSummary(first, accrued: 3, replayed: 0, moved: 13);

        var second = await Run.OfAsync(_engine, "replay", file.Path, "--json", option, value);
        Assert.Equal(0, second.ExitCode);
        AssertSummary(second, accrued: 0, replayed: 3, moved: 0);
    }

    [Fact]
    public async Task Replay_ByCard_WritesPointsAndBalances()
    {
        using var file = new TextFile(Lines);
        var byCard = file.Path + ".cards";
        await Run.OfAsync(_engine, "replay", file.Path, "--by-card", byCard);
        var lines = await File.ReadAllLinesAsync(byCard);
        Assert.Equal("card,card_number,points,balance", lines[0]);
        Assert.Matches("^906,98[0-9]+,13,13$", lines[1]);
        Assert.Matches("^\"o,1\",98[0-9]+,0,0$", lines[2]);
    }

    [Theory]
    [InlineData("--in-flight", "2")]
    [InlineData("--stream", "--streams=1")]
    public async Task Replay_WithoutAnAnswer_FailsAndCanBeRunAgain(string option, string value)
    {
        using var file = new TextFile(Lines);
        _engine.Before = _ => FakeEngine.Refusing(StatusCode.Unavailable, "LEDGER_UNAVAILABLE", "Not now.");
        var failed = await Run.OfAsync(
            _engine, "replay", file.Path, "--json", "--patience", "50ms", option, value);
        Assert.Equal(1, failed.ExitCode);
        Assert.StartsWith("LEDGER_UNAVAILABLE: Not now. [tried ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("4 receipts are unanswered; run it again", failed.Error, StringComparison.Ordinal);
        Assert.Equal(4, (int)failed.Json["unanswered"]!);

        _engine.Before = static _ => null;
        var again = await Run.OfAsync(_engine, "replay", file.Path, "--json", option, value);
        AssertSummary(again, accrued: 3, replayed: 0, moved: 13);
    }

    [Fact]
    public async Task Replay_OfAWrongFile_SendsNothing()
    {
        using var file = new TextFile(Lines + "906,s2,r5,2017-01-02T09:00:00,p1,d,BREAD,1,10.005\n");
        var run = await Run.OfAsync(_engine, "replay", file.Path, "--json");
        Assert.Equal(
            (1, "", "FILE_MALFORMED: line 7: amount “10.005” has more than 2 decimals.\n"),
            (run.ExitCode, run.Out, run.Error));
        Assert.Equal(0, _engine.Accruals);
    }

    [Fact]
    public async Task Replay_OfNoFile_SaysSoInOneLine()
    {
        var run = await Run.OfAsync(_engine, "replay", "/no/such/file.csv");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("FILE_UNREADABLE: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
    }

    private static void AssertSummary(Run run, int accrued, int replayed, int moved)
    {
        var json = run.Json;
        Assert.Equal(
            ["receipts", "lines", "cards", "cards_issued", "accrued", "replayed", "refused", "refused_by_reason",
                "unanswered", "points", "points_moved", "seconds", "per_second"],
            json.Select(p => p.Key));
        Assert.Equal(
            (4, accrued, replayed, 1, 13, moved, 0),
            ((int)json["receipts"]!, (int)json["accrued"]!, (int)json["replayed"]!, (int)json["refused"]!,
                (int)json["points"]!, (int)json["points_moved"]!, (int)json["unanswered"]!));
        Assert.Equal(1, (int)json["refused_by_reason"]!["AMOUNT_NOT_POSITIVE"]!);
    }
}
