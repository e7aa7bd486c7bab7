using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Loyalty.Cli.Tests.Fakes;
using Loyalty.V1;

namespace Loyalty.Cli.Tests.Commands;

public sealed class MemberTests
{
    private const string Id = "6f9619ff-8b86-4011-b42d-00cf4fc964ff";

    private readonly FakeMembers _members = new();

    [Fact]
    public async Task Create_SendsWhatTheOptionsSay()
    {
        var run = await RunAsync(
            "create", "--name", "张三", "--phone", "13800138000", "--birthday", "1990-02-28", "--gender", "female",
            "--address", "1 Road", "--consent", "marketing-sms@desk-form", "--consent", "app-push-withdrawn@app",
            "--tag", "vip", "--note", "tea", "--request-id", Id);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            new CreateMemberRequest
            {
                RequestId = Id,
                Member = new Member
                {
                    Name = "张三",
                    Phone = "13800138000",
                    Birthday = new Google.Type.Date { Year = 1990, Month = 2, Day = 28 },
                    Gender = Gender.Female,
                    Address = "1 Road",
                    Consents =
                    {
                        new Consent { Kind = "marketing-sms", Status = ConsentStatus.Given, Source = "desk-form" },
                        new Consent { Kind = "app-push", Status = ConsentStatus.Withdrawn, Source = "app" },
                    },
                    Tags = { "vip" },
                    Notes = { "tea" },
                },
                View = MemberView.Minimal,
            },
            _members.Created);
        Assert.Contains("张**", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_NamesTheFieldsGivenAndTheEtagThatHeHas()
    {
        var run = await RunAsync("update", Id, "--address", "", "--tag", "vip", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(new FieldMask { Paths = { "address", "tags" } }, _members.Updated!.UpdateMask);
        Assert.Equal(new Member { MemberId = Id, Etag = "7", Tags = { "vip" } }, _members.Updated.Member);
        Assert.True(Guid.TryParse(_members.Updated.RequestId, out _));
        Assert.Equal("8", (string?)run.Json["member"]!["etag"]);
    }

    [Fact]
    public async Task Update_WhoseAnswerIsLost_SaysHowToAskAgain()
    {
        _members.Failure = FakeEngine.Refusing(
            StatusCode.Unavailable, "OUTCOME_UNKNOWN", "Whether it happened is not known.");

        var run = await RunAsync(
            "update", Id, "--address", "1 Road", "--request-id", Id, "--patience", "0s");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"--request-id {Id} --etag 7", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_ByPhoneOrName_AsksSo()
    {
        await RunAsync("find", "--phone", "13800138000", "--view", "minimal");
        Assert.Equal(new FindMembersRequest { Phone = "13800138000", View = MemberView.Minimal }, _members.Sought);

        var run = await RunAsync("find", "--name", "张三", "--birthday", "1990-02-28");

        Assert.Equal("张三", _members.Sought!.NameAndBirthday.Name);
        Assert.Contains("found", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowAndErase_NameTheMember()
    {
        var shown = await RunAsync("show", Id);
        var erased = await RunAsync("erase", Id);

        Assert.Contains("138****8000", shown.Out, StringComparison.Ordinal);
        Assert.Contains("erased", erased.Out, StringComparison.Ordinal);
        Assert.Equal(Id, _members.Erased);
    }

    [Fact]
    public async Task Merge_NamesBothAndSaysWhatTheOneWhoStaysHas()
    {
        var run = await RunAsync("merge", Id, "--into", "who-stays");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(new MergeMembersRequest { FromMemberId = Id, IntoMemberId = "who-stays" }, _members.Merged);
        Assert.Matches("member id +who-stays", run.Out);
        Assert.Matches("card +\\*44, digital, lost", run.Out);
        Assert.Contains("yes, it was done before", run.Out, StringComparison.Ordinal);
        var json = (await RunAsync("merge", Id, "--into", "who-stays", "--json")).Json;
        Assert.Equal("*44", (string?)json["cards"]![0]!["card_number"]);
    }

    [Fact]
    public async Task Merge_ThatIsRefused_FailsAndSaysWhy()
    {
        _members.Failure = FakeEngine.Refusing(
            StatusCode.FailedPrecondition, "CARD_SUSPENDED", "The card is suspended.");

        var run = await RunAsync("merge", Id, "--into", "who-stays");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("CARD_SUSPENDED", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("find")]
    [InlineData("merge", Id)]
    [InlineData("merge", "--into", Id)]
    [InlineData("find", "--name", "张三")]
    [InlineData("find", "--phone", "1", "--name", "张三")]
    [InlineData("create", "--name", "张三", "--birthday", "28.2.1990")]
    [InlineData("create", "--name", "张三", "--gender", "1")]
    [InlineData("create", "--name", "张三", "--consent", "sms")]
    [InlineData("update", Id)]
    [InlineData("show", Id, "--view", "all")]
    public async Task CommandLine_ThatIsWrong_IsSaidSo(params string[] args)
    {
        var run = await RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("USAGE: ", run.Error, StringComparison.Ordinal);
    }

    private Task<Run> RunAsync(params string[] args) =>
        Run.OfAsync(new FakeServer(new FakeEngine()) { Members = _members }, ["member", .. args]);
}
