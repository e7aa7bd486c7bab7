using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Commands;

public sealed class StatementTests
{
    private const string Words = "Reported lost. At desk D1 in mall M1.";

    private readonly FakeServer server = new(new FakeEngine());

    private IEnumerable<ListLedgerEntriesRequest> Asked => server.Cards.Requests.Cast<ListLedgerEntriesRequest>();

    [Fact]
    public async Task Entries_AreAskedForAsGivenAndToldInWords()
    {
        server.Cards.Pages.Enqueue(new() { NextPageToken = "2000" }); // nothing matched so far
        server.Cards.Pages.Enqueue(new() { Entries = { Entry(2_007) }, NextPageToken = "2007" });

        var run = await Run.OfAsync(
            server, "card", "entries", "123", "--from", "2026-11-01", "--to", "2026-11-30", "--kind", "loss-report",
            "--kind", "accrual", "--newest-first", "--limit", "1");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(Words, run.Out, StringComparison.Ordinal);
        Assert.Contains("loss-report", run.Out, StringComparison.Ordinal);
        Assert.Contains("There are more", run.Out, StringComparison.Ordinal);
        Assert.Equal(["", "2000"], Asked.Select(request => request.PageToken));
        Assert.All(Asked, request =>
        {
            Assert.Equal((true, 1), (request.NewestFirst, request.PageSize));
            Assert.Equal((1, 30), (request.FromDate.Day, request.ToDate.Day));
            Assert.Equal([EntryKind.LossReport, EntryKind.Accrual], request.Kinds);
        });
    }

    [Fact]
    public async Task Entries_OfEveryKind_CanBeNamed()
    {
        foreach (var kind in System.Enum.GetValues<EntryKind>().Where(kind => kind != EntryKind.Unspecified))
        {
            server.Cards.Pages.Enqueue(new());
            var name = string.Concat($"{kind}".Select((letter, at) => at > 0 && char.IsUpper(letter)
                ? $"-{letter}"
                : $"{letter}"));
            var run = await Run.OfAsync(server, "card", "entries", "123", "--kind", name.ToLowerInvariant());
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.Equal([kind], Asked.Last().Kinds);
        }
    }

    [Theory]
    [InlineData("entries", "--kind", "gift")]
    [InlineData("entries", "--from", "2026-02-30")]
    [InlineData("entries", "--to", "today")]
    [InlineData("entries", "--limit", "-1")]
    [InlineData("prove", "--at", "yesterday")]
    [InlineData("prove", "--at", "2026-11-30")]
    [InlineData("show", "--at", "2026-11-30T25:00")]
    public async Task Statement_AskedForWrongly_IsUsageAndSendsNothing(params string[] args)
    {
        var run = await Run.OfAsync(server, ["card", args[0], "123", .. args[1..]]);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("USAGE: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Cards.Requests);
    }

    [Fact]
    public async Task Prove_OfWhatDoesNotAddUp_FailsAndSaysWhy()
    {
        var issued = await Run.OfAsync(server, "card", "issue", "--json");
        var number = (string)issued.Json["card"]!["card_number"]!;
        server.Cards.Pages.Enqueue(new() { Entries = { Entry(1) } });

        var run = await Run.OfAsync(server, "card", "prove", number);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains("DOESN'T ADD UP", run.Out, StringComparison.Ordinal);
        Assert.Contains("entry 1 has a hash that doesn't follow", run.Out, StringComparison.Ordinal);
        Assert.Contains("balance of 7, the entries up to it sum up to 0", run.Out, StringComparison.Ordinal);
    }

    /// <summary>A time without a zone is the mall's; one with a zone is what it says.</summary>
    [Theory]
    [InlineData("2026-11-30T14:30", "2026-11-30T19:30:00")]
    [InlineData("2026-11-30T14:30Z", "2026-11-30T14:30:00")]
    [InlineData("2026-11-30T14:30:00+08:00", "2026-11-30T06:30:00")]
    public async Task Show_AsOfAnInstant_AsksForIt(string at, string expected)
    {
        var issued = await Run.OfAsync(server, "card", "issue", "--json");
        var number = (string)issued.Json["card"]!["card_number"]!;
        Assert.Equal(0, (await Run.OfAsync(server, "card", "show", number, "--at", at)).ExitCode);
        Assert.Equal(expected, $"{server.LastGet!.AsOfTime.ToDateTime():s}");
    }

    private static LedgerEntry Entry(long seq) => new()
    {
        Seq = seq,
        Balance = 7,
        CardId = $"{Guid.Empty}",
        Kind = EntryKind.LossReport,
        BusinessDate = new Date { Year = 2026, Month = 11, Day = 15 },
        CreateTime = new Timestamp { Seconds = 1_800_000_000 },
        Actor = new Actor { Kind = "Desk", Name = "D1", Mall = "M1" },
        Summary = Words,
    };
}
