using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loyalty.Domain.Cards;
using CardType = Loyalty.V1.CardType;

namespace Loyalty.Server.Tests.Statement;

/// <summary>Imported, transferred and merged cards go out as they are now, and come in elsewhere.</summary>
public abstract partial class StoryTests<TServer>
{
    private const string OldFile =
        """
        key,number,type,issue_date,status,points,debt,member,name,phone
        A1,,long-term,2019-02-28,lost,30@2027-01-31;12@never,,a,王伟,13811110001
        A2,,digital,2019-02-28,,,9,a,,
        B1,,digital,2020-02-29,,20@never,,,李芳,13811110002
        C1,,long-term,2021-03-01,,7@never,,,张敏,13811110003
        ,,,,,,,d,刘洋,13811110004
        E1,,digital,2022-03-01,,3@never,,,陈静,13811110005

        """;

    [Fact]
    public async Task Export_OfMergedMembersAndMovedPoints_ComesInElsewhereAsItWas()
    {
        var (cards, first, second) = (In("cards.csv"), In("first.csv"), In("second.csv"));
        await File.WriteAllTextAsync(cards, OldFile);
        await CliAsync(server, "import", cards, "--source", "old-pos");
        var (one, two) = (await FoundAsync(1), await FoundAsync(2));
        await MovePointsAsync(two);
        await commands.MergeAsync(one, two);
        await commands.MergeAsync(await FoundAsync(3), await FoundAsync(4));
        await server.Members.EraseMemberAsync(new() { MemberId = await FoundAsync(5) }, Callers.Desk);
        var exported = await CliAsync(server, "export", "--out", first);

        // Of five, two are merged and one is erased; of cards the debtor's was merged away and one was cancelled.
        var text = await File.ReadAllTextAsync(first);
        Assert.Equal(["2", "4"], Found(text, "1381111000(.)").Order());
        Assert.Equal(["A1", "B1", "C1", "E1"], Found(text, "(?m)^old-pos,(..),"));
        await using var other = new RunningServer();
        await other.InitializeAsync();
        var imported = await CliAsync(other, "import", first);
        Assert.Equal(0, (int)imported["cards"]!["refused"]!);
        Assert.Equal(
            [$"{exported["members"]}", $"{exported["cards"]}", $"{exported["points"]}"],
            [
                $"{imported["members"]!["created"]}", $"{imported["cards"]!["imported"]}",
                $"{imported["points_imported"]}",
            ]);
        await CliAsync(other, "export", "--out", second);
        Assert.Equal(text, await File.ReadAllTextAsync(second));
        Assert.Equal(0, (int)(await CliAsync(other, "audit"))["findings"]!);

        var stays = (await CliAsync(other, "member", "find", "--phone", "13811110002"))["members"]![0]!;
        var kept = await CliAsync(
            other, "member", "show", (string)stays["member_id"]!, "--view", "masked");
        Assert.Equal(3, kept["cards"]!.AsArray().Count);

        // The first file goes on being what came in: nothing of it is imported a second time.
        var again = await CliAsync(server, "import", cards, "--source", "old-pos");
        Assert.Equal(
            (5, 0, 2, 3),
            ((int)again["cards"]!["replayed"]!, (int)again["cards"]!["refused"]!,
                (int)again["members"]!["replayed"]!, (int)again["members"]!["gone_since"]!));
        Assert.Equal(0, (int)(await CliAsync(server, "audit"))["findings"]!);
    }

    /// <summary>
    /// The member gets a card of a year with 5 points of their other one; one more card is cancelled.
    /// </summary>
    private async Task MovePointsAsync(string member)
    {
        var year = await commands.IssueAsync(CardType.OneYear, member);
        var seen = await server.Members.GetMemberAsync(
            new() { MemberId = member, View = V1.MemberView.Full }, Callers.Desk);
        var digital = seen.Cards.Single(card => card.Type == CardType.Digital);
        await commands.TransferAsync(digital.CardNumber, year.CardNumber, 5);
        await commands.SendAsync(CancelCard.Verb, (await commands.IssueAsync()).CardNumber);
    }

    private async Task<string> FoundAsync(int number)
    {
        var found = await server.Members.FindMembersAsync(new() { Phone = $"1381111000{number}" }, Callers.Desk);
        return Assert.Single(found.Members).MemberId;
    }

    private static IEnumerable<string> Found(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.NonBacktracking).Select(match => match.Groups[1].Value);

    private string In(string name) => Path.Combine(server.Data, name);

    private static async Task<JsonObject> CliAsync(RunningServer on, params string[] args)
    {
        var run = await Cli.RunAsync(on, [.. args, "--json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Json;
    }
}
