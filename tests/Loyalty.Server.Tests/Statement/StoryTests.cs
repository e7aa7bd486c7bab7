using Loyalty.Domain.Cards;
using Loyalty.V1;

namespace Loyalty.Server.Tests.Statement;

public sealed class SqliteStoryTests(RunningServer server) : StoryTests<RunningServer>(server);

public sealed class PostgresStoryTests(PostgresRunningServer server) : StoryTests<PostgresRunningServer>(server);

/// <summary>Lost and found, lost and replaced: told by the statement, proven by the command.</summary>
public abstract partial class StoryTests<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : RunningServer
{
    private const string Desk = "At desk caller in mall M1.";
    private const string Office = "By the back office (local).";
    private readonly CardCommands commands = new(server);

    [Fact]
    public async Task LostAndFound_IsToldByTheStatement()
    {
        var number = (await commands.IssueAsync(V1.CardType.OneYear)).CardNumber;
        await commands.SendAsync(AccruePoints.Verb, number);
        await commands.SendAsync(ReportLostCard.Verb, number);
        Assert.Equal("CARD_LOST", await commands.TryAsync(AccruePoints.Verb, number));
        await commands.SendAsync(ClearLostCard.Verb, number);
        await commands.SendAsync(AccruePoints.Verb, number);

        Assert.Equal(
            [
                $"Issued as a one-year card with number ***************{number[^4..]}, good until 2027-06-15, "
                    + $"for 2.00 CNY. {Desk}",
                $"Receipt # of store S1, till T1, of 2026-06-15 over 100.00 CNY earned 5 points. "
                    + $"5 points went into the lot until 2027-12-31. {Office}",
                $"Reported lost. {Desk}",
                $"Found: no longer reported lost. {Desk}",
                $"Receipt # of store S1, till T1, of 2026-06-15 over 100.00 CNY earned 5 points. "
                    + $"5 points went into the lot until 2027-12-31. {Office}",
            ],
            await ToldAsync(number));
        await ProveAsync(number, links: 5, taken: 0, "10 = 10 from entries 2, 5");
    }

    [Fact]
    public async Task LostAndReplaced_IsToldByTheStatement()
    {
        var old = (await commands.IssueAsync()).CardNumber;
        await commands.SendAsync(AccruePoints.Verb, old);
        await commands.SendAsync(ReportLostCard.Verb, old);
        var number = (await commands.ReplaceAsync(old)).CardNumber;
        Assert.Equal("CARD_REPLACED", await commands.TryAsync(AccruePoints.Verb, old));
        await commands.SendAsync(AccruePoints.Verb, number);
        await commands.SendAsync(CancelCard.Verb, number);

        var told = await ToldAsync(number);
        Assert.Equal(
            [
                $"Reported lost. {Desk}",
                $"Replaced: the number is now ***************{number[^4..]}, for 2.00 CNY. Reason: Lost. {Desk}",
            ],
            told[2..4]);
        Assert.Equal(
            $"Cancelled permanently. 10 points left the lot until 2027-12-31. Reason: doubt. {Desk}", told[^1]);
        Assert.DoesNotContain(told, words => words.Contains(old, StringComparison.Ordinal)
            || words.Contains(number, StringComparison.Ordinal));
        var heard = await server.Cards.ListLedgerEntriesAsync(new() { CardNumber = number }, Callers.Till);
        Assert.All(heard.Entries, entry =>
            Assert.DoesNotContain("Reason", entry.Summary, StringComparison.Ordinal));

        // The first number is known to nobody but the server: its entry's link is taken as it says.
        await ProveAsync(number, links: 5, taken: 1, "0 = 10 from entries 2, 5, less 10 by entry 6");
    }

    private async Task<string[]> ToldAsync(string number)
    {
        var list = await server.Cards.ListLedgerEntriesAsync(new() { CardNumber = number }, Callers.Desk);
        return [.. list.Entries.Select(entry => entry.Receipt is null
            ? entry.Summary
            : entry.Summary.Replace(entry.Receipt.Number, "#", StringComparison.Ordinal))];
    }

    private async Task ProveAsync(string number, int links, int taken, string lot)
    {
        var proof = await Cli.RunAsync(server, "card", "prove", number);
        Assert.Equal((0, ""), (proof.ExitCode, proof.Error));
        Assert.Contains($"{links} of {links + taken} links recomputed", proof.Out, StringComparison.Ordinal);
        Assert.Contains(lot, proof.Out, StringComparison.Ordinal);
        Assert.Contains("adds up", proof.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(number, proof.Out, StringComparison.Ordinal);
        var head = (await server.Cards.ListLedgerEntriesAsync(new() { CardNumber = number, NewestFirst = true }))
            .Entries[0].Hash;
        Assert.Contains(Convert.ToHexStringLower(head.Span), proof.Out, StringComparison.Ordinal);
    }
}
