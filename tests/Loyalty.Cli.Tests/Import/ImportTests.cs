using Google.Type;
using Grpc.Core;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.Testing;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Import;

public sealed class ImportTests
{
    private const string Header =
        "key,number,type,issue_date,term_end_date,status,points,member,name,phone,birthday,consents\n";

    private const string TwoCardsOfOne =
        "K1,4111111111111111,one-year,2024-02-29,2027-02-28,lost,5@never;7@2026-12-31,M,,,,\n"
        + "K2,,digital,2024-03-01,,,,M,张三,138 0013 8000,1990-02-28,sms@given@form@2024-05-01T10:00:00Z\n";

    private readonly FakeImport _import = new();

    [Fact]
    public async Task Import_OfTwoCardsOfOneMember_SendsHimOnceAndThenTheCards()
    {
        var run = await RunAsync(TwoCardsOfOne, "--source", "old", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var member = Assert.Single(_import.Members.Values);
        Assert.Equal(("张三", "+8613800138000"), (member.Name, member.Phone));
        Assert.Equal("sms", Assert.Single(member.Consents).Kind);
        Assert.Equal(
            new ImportCardRequest
            {
                Card = new ImportedCard
                {
                    Source = "old", Key = "K1", CardNumber = "4111111111111111", Type = CardType.OneYear,
                    IssueDate = new Date { Year = 2024, Month = 2, Day = 29 },
                    TermEndDate = new Date { Year = 2027, Month = 2, Day = 28 },
                    Status = ImportedStatus.Lost, MemberId = member.MemberId,
                    Lots =
                    {
                        new ImportedLot { Points = 5 },
                        new ImportedLot { Points = 7, ExpiryDate = new Date { Year = 2026, Month = 12, Day = 31 } },
                    },
                },
                File = "receipts.csv", Line = 2,
            },
            _import.Cards["old/K1"]);
        Assert.Equal(member.MemberId, _import.Cards["old/K2"].Card.MemberId);
        Assert.Equal((2, 12), ((int)run.Json["cards"]!["imported"]!, (int)run.Json["points_imported"]!));
        Assert.Equal(12, (int)run.Json["file"]!["points"]!);
        Assert.Equal(7, (int)run.Json["file"]!["points_by_expiry"]!["2026-12-31"]!);
    }

    [Fact]
    public async Task Import_RunAgain_ReplaysEverything()
    {
        await RunAsync(TwoCardsOfOne, "--source", "old");
        var run = await RunAsync(TwoCardsOfOne, "--source", "old", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Single(_import.Members);
        Assert.Equal((0, 2), ((int)run.Json["cards"]!["imported"]!, (int)run.Json["cards"]!["replayed"]!));
        Assert.Equal((2, 12), ((int)run.Json["cards_there_before"]!, (int)run.Json["points_replayed"]!));
    }

    [Theory]
    [InlineData("", "--dry-run")]
    [InlineData("K3,,gold,2024-03-01,,,,,,,,\n")]
    [InlineData("K3,,gold,2024-03-01,,,,,,,,\n", "--dry-run")]
    public async Task Import_ThatIsDryOrFaulty_SendsNothing(string more, params string[] options)
    {
        var run = await RunAsync(TwoCardsOfOne + more, ["--source", "old", .. options]);

        Assert.Equal(more.Length == 0 ? 0 : 1, run.ExitCode);
        Assert.Empty(_import.Cards);
        Assert.Empty(_import.Members);
        Assert.Contains("12", run.Out, StringComparison.Ordinal);
        if (more.Length > 0) Assert.Contains("line 4: type is not", run.Out, StringComparison.Ordinal);
        if (more.Length > 0 && options.Length == 0)
            Assert.StartsWith("FILE_FAULTY: 1 lines are faulty; nothing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ThatSkipsWhatIsFaulty_SendsTheRestAndFails()
    {
        var run = await RunAsync(
            TwoCardsOfOne + "K3,,gold,2024-03-01,,,9@never,,,,,\n", "--source", "old", "--skip-faulty", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["old/K1", "old/K2"], _import.Cards.Keys.Order());
        Assert.Equal(4, (int)run.Json["faults"]![0]!["line"]!);
        Assert.Equal(12, (int)run.Json["points_imported"]!);
    }

    [Fact]
    public async Task Import_OfWhatIsTakenHere_IsFaultyBeforeAnythingIsSent()
    {
        _import.TakenNumbers.Add("4111111111111111");
        _import.TakenPhones.Add("+8613800138000");
        var run = await RunAsync(TwoCardsOfOne, "--source", "old");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(_import.Cards);
        Assert.Contains("line 2: number is on another card here", run.Out, StringComparison.Ordinal);
        Assert.Contains("line 3: phone is another member's here", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfWhatIsRefused_CountsItByReasonWithItsLines()
    {
        using var results = new TextFile("");
        _import.Before = card => card.Key == "K3"
            ? FakeEngine.Refusing(StatusCode.AlreadyExists, "IMPORT_CONFLICT", "Other content.")
            : null;
        _import.BeforeMember = _ => FakeEngine.Refusing(StatusCode.AlreadyExists, "PHONE_TAKEN", "Taken.");
        var run = await RunAsync(
            TwoCardsOfOne + "K3,,digital,2024-03-01,,,9@never,,,,,\nK4,,digital,2024-03-01,,,1@never,,,,,\n",
            "--source", "old", "--json", "--result", results.Path);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(["old/K4"], _import.Cards.Keys);
        Assert.Equal(
            """{"IMPORT_CONFLICT":[4],"MEMBER_NOT_IMPORTED":[2,3],"PHONE_TAKEN":[3]}""",
            run.Json["refused_lines"]!.ToJsonString());
        Assert.Equal((1, 21), ((int)run.Json["points_imported"]!, (int)run.Json["points_refused"]!));
        Assert.Equal(
            [
                "2,old,K1,refused,,,MEMBER_NOT_IMPORTED", "3,old,K2,refused,,,MEMBER_NOT_IMPORTED",
                "4,old,K3,refused,,,IMPORT_CONFLICT", "5,old,K4,imported,id-of-K4,9800000000000044,",
                "line,source,key,outcome,card_id,card_number,reason",
            ],
            File.ReadAllLines(results.Path).Order());
    }

    [Fact]
    public async Task Import_ThatIsBrokenOff_SaysSoAndGoesOnInTheNextRun()
    {
        var left = 300;
        _import.Before = _ => Interlocked.Decrement(ref left) < 0
            ? FakeEngine.Refusing(StatusCode.Unavailable, "LEDGER_UNAVAILABLE", "Not now.")
            : null;
        var (text, system) = Sample(1_000);
        var broken = await RunAsync(text, "--source", "old", "--patience", "0s", "--json");
        Assert.Equal(1, broken.ExitCode);
        var unanswered = (int)broken.Json["cards"]!["unanswered"]!;
        Assert.InRange(unanswered, 700, 1_000); // an answer may have come when the others were stopped already
        Assert.Contains($"{unanswered} cards are unanswered; run it again", broken.Error, StringComparison.Ordinal);

        _import.Before = static _ => null;
        var whole = await RunAsync(text, "--source", "old", "--json");
        Assert.Equal((0, ""), (whole.ExitCode, whole.Error));
        Assert.Equal((700, 300), ((int)whole.Json["cards"]!["imported"]!, (int)whole.Json["cards"]!["replayed"]!));
        Assert.Equal(system.Points, (long)whole.Json["points_imported"]! + (long)whole.Json["points_replayed"]!);
        Assert.Equal(system.Members, _import.Members.Count);
    }

    [Fact]
    public async Task Import_WhoseAnswersDontComeToTheFilesPoints_Fails()
    {
        _import.Before = card =>
        {
            card.Lots.Clear();
            return null;
        };
        var run = await RunAsync(TwoCardsOfOne, "--source", "old");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "TOTALS_DIFFER: The file has 12 points, the engine answered 0.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfWhatWasImported_IsTheSameAfterAnotherImport()
    {
        var (text, _) = Sample(500);
        Assert.Equal(0, (await RunAsync(text, "--source", "old")).ExitCode);
        var first = await ExportAsync(_import);

        var other = new FakeImport();
        Assert.Equal(0, (await RunAsync(other, first)).ExitCode);

        Assert.Equal(first, await ExportAsync(other));
        Assert.Equal(_import.Cards.Count, other.Cards.Count);
        Assert.Equal(_import.Members.Count, other.Members.Count);
    }

    [Theory]
    [InlineData("import", "x.csv", "--in-flight", "0")]
    [InlineData("import", "x.csv", "--source", "旧")]
    [InlineData("import")]
    [InlineData("export", "--json")]
    public async Task Command_ThatIsWrong_IsUsage(params string[] args)
    {
        var run = await Run.OfAsync(new FakeEngine(), args);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Import_OfNoFile_SaysSo()
    {
        var run = await Run.OfAsync(new FakeEngine(), "import", "nowhere.csv", "--source", "old");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("FILE_UNREADABLE:", run.Error, StringComparison.Ordinal);
    }

    private static (string Text, OldSystem System) Sample(int cards)
    {
        using var text = new StringWriter();
        var system = new OldSystem(seed: 7, new DateOnly(2026, 6, 15));
        system.Write(text, cards);
        return (text.ToString(), system);
    }

    private static async Task<string> ExportAsync(FakeImport import)
    {
        using var file = new TextFile("");
        var server = new FakeServer(new FakeEngine()) { Import = import };
        var run = await Run.OfAsync(server, "export", "--out", file.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return await File.ReadAllTextAsync(file.Path);
    }

    private Task<Run> RunAsync(string lines, params string[] options) => RunAsync(
        _import, lines.StartsWith("key,", StringComparison.Ordinal) ? lines : Header + lines, options);

    private static async Task<Run> RunAsync(FakeImport import, string text, params string[] options)
    {
        using var file = new TextFile(text);
        var server = new FakeServer(new FakeEngine()) { Import = import };
        return await Run.OfAsync(server, ["import", file.Path, .. options]);
    }
}
