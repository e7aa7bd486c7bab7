using Google.Type;
using Loyalty.Domain.Cards;
using Loyalty.V1;
using CardType = Loyalty.V1.CardType;

namespace Loyalty.Server.Tests.Statement;

/// <summary>
/// Cards that came from an old system, became members', gave and got points, and ended in a merge.
/// </summary>
public abstract partial class StoryTests<TServer>
{
    [Fact]
    public async Task ImportedLinkedTransferredMerged_IsToldAndProven()
    {
        var (one, two) = (await commands.MemberAsync(), await commands.MemberAsync());
        var card = await ImportAsync(points: 42);
        await commands.LinkAsync(card.CardNumber, one);
        var year = await commands.IssueAsync(CardType.OneYear, one);
        await commands.TransferAsync(card.CardNumber, year.CardNumber, 35);
        await commands.SendAsync(AccruePoints.Verb, year.CardNumber);
        await commands.TransferAsync(year.CardNumber, card.CardNumber, 4);
        var kept = await commands.IssueAsync(CardType.LongTerm, two);
        await commands.MergeAsync(one, two);

        Assert.Equal(
            [
                $"Issued by an old system as a long-term card with number {Masked(card.CardNumber)}. {Office}",
                "Imported from an old system, with 42 points (old.csv:17). "
                    + "30 points went into the lot until 2027-01-31. 12 points went into the lot without an end. "
                    + Office,
                $"Became a member's card. {Desk}",
                $"Transferred 35 points to {Other(2, year)}. 30 points left the lot until 2027-01-31. "
                    + $"5 points left the lot without an end. {Desk}",
                $"Transferred 4 points from {Other(4, year)}. 4 points went into the lot until 2027-01-31. {Desk}",
                $"Became the card of the member into whom its own was merged. {Desk}",
                $"Transferred 11 points to {Other(2, kept)}. 4 points left the lot until 2027-01-31. "
                    + $"7 points left the lot without an end. {Desk}",
                "Cancelled permanently: its member was merged into one who has another card of its type. " + Desk,
            ],
            await ToldAsync(card.CardNumber));
        Assert.Equal(
            [
                $"Transferred 11 points from {Other(7, card)}. 4 points went into the lot until 2027-01-31. "
                    + $"7 points went into the lot without an end. {Desk}",
            ],
            (await ToldAsync(kept.CardNumber))[1..]);
        Assert.Equal(
            $"Became the card of the member into whom its own was merged. {Desk}",
            (await ToldAsync(year.CardNumber))[^1]);

        await ProveWholeAsync(
            card.CardNumber, 0, 8,
            "0 = 34 from entries 2, 5, less 34 by entries 4, 7", "0 = 12 from entry 2, less 12 by entries 4, 7");
        await ProveWholeAsync(year.CardNumber, 36, 5, "26 = 30 from entry 2, less 4 by entry 4");
        await ProveWholeAsync(kept.CardNumber, 11, 2, "4 = 4 from entry 2", "7 = 7 from entry 2");
        await HideFromTillsAsync(card.CardNumber, one, two);
        await commands.AuditAsync();
    }

    [Fact]
    public async Task DebtsOfMergedMembers_AreToldAndProven()
    {
        var (one, two) = (await commands.MemberAsync(), await commands.MemberAsync());
        var owing = await ImportAsync(points: 0, debt: 50, member: one);
        var kept = await ImportAsync(points: 42, member: two);
        await commands.MergeAsync(one, two);

        var told = await ToldAsync(owing.CardNumber);
        Assert.Equal(
            [
                $"Imported from an old system, with a debt of 50 points (old.csv:17). {Office}",
                $"Became the card of the member into whom its own was merged. {Desk}",
                $"Passed a debt of 50 points on to {Other(3, kept)}. {Desk}",
                "Cancelled permanently: its member was merged into one who has another card of its type. " + Desk,
            ],
            told[1..]);
        Assert.Equal(
            $"Received a debt of 50 points from {Other(4, owing)}. 30 points left the lot until 2027-01-31. "
                + $"12 points left the lot without an end. 8 points became debt. {Desk}",
            (await ToldAsync(kept.CardNumber))[^1]);
        await ProveWholeAsync(owing.CardNumber, 0, 5);
        await ProveWholeAsync(
            kept.CardNumber, -8, 3, "0 = 30 from entry 2, less 30 by entry 3", "-8 = 0 in lots - 8 debt");

        // The other way round: what comes pays the debt that is there.
        var third = await commands.MemberAsync();
        var giver = await ImportAsync(points: 42, member: third);
        await commands.MergeAsync(third, two);
        Assert.Equal(
            $"Transferred 42 points from {Other(4, giver)}. 22 points went into the lot until 2027-01-31. "
                + $"12 points went into the lot without an end. 8 points paid debt. {Desk}",
            (await ToldAsync(kept.CardNumber))[^1]);
        await ProveWholeAsync(kept.CardNumber, 34, 4, "22 = 52 from entries 2, 4, less 30 by entry 3");
        await commands.AuditAsync();
    }

    [Fact]
    public async Task LinkedIssuedUnlinkedCancelled_IsToldAndProven()
    {
        var card = await commands.IssueAsync(CardType.Digital, await commands.MemberAsync());
        await commands.SendAsync(UnlinkMember.Verb, card.CardNumber);
        await commands.SendAsync(LinkMember.Verb, card.CardNumber);
        await commands.SendAsync(AccruePoints.Verb, card.CardNumber);
        await commands.SendAsync(CancelCard.Verb, card.CardNumber);
        var told = await ToldAsync(card.CardNumber);
        Assert.Equal(
            [$"Is nobody's card any more. Reason: doubt. {Desk}", $"Became a member's card. {Desk}"], told[1..3]);
        Assert.Equal($"Cancelled permanently. 5 points left the lot until 2027-12-31. Reason: doubt. {Desk}", told[^1]);
        await ProveWholeAsync(card.CardNumber, 0, 5, "0 = 5 from entry 4, less 5 by entry 5");
    }

    private async Task<V1.Card> ImportAsync(long points, long debt = 0, string member = "")
    {
        var key = $"{Some.Id()}";
        var card = new ImportedCard
        {
            Source = "old", Key = key, Type = CardType.LongTerm, Status = ImportedStatus.Live,
            MemberId = member, Debt = debt,
            IssueDate = new Date { Year = 2019, Month = 2, Day = 28 },
        };
        var ends = new Date { Year = 2027, Month = 1, Day = 31 };
        if (points > 0) card.Lots.Add(new ImportedLot { ExpiryDate = ends, Points = points - 12 });
        if (points > 0) card.Lots.Add(new ImportedLot { Points = 12 });
        var answer = await server.Imports.ImportCardAsync(new() { Card = card, File = "old.csv", Line = 17 });
        return await commands.ReadAsync(answer.CardNumber);
    }

    /// <summary>Every link recomputed, nothing taken from the server.</summary>
    private async Task ProveWholeAsync(string number, long balance, int links, params string[] lots)
    {
        var proof = await Cli.RunAsync(server, "card", "prove", number);
        Assert.Equal((0, ""), (proof.ExitCode, proof.Error));
        Assert.Contains($"{links} of {links} links recomputed", proof.Out, StringComparison.Ordinal);
        Assert.Matches($"balance +{balance} = ", proof.Out);
        Assert.All(lots, lot => Assert.Contains(lot, proof.Out, StringComparison.Ordinal));
        Assert.Contains("adds up", proof.Out, StringComparison.Ordinal);
    }

    /// <summary>No till hears of members, by words, field or reason; nor do a desk's words name one.</summary>
    private async Task HideFromTillsAsync(string number, params string[] members)
    {
        var heard = await server.Cards.ListLedgerEntriesAsync(new() { CardNumber = number }, Callers.Till);
        Assert.Equal(8, heard.Entries.Count);
        foreach (var member in members)
        {
            Assert.DoesNotContain(member, $"{heard}", StringComparison.Ordinal);
            Assert.DoesNotContain(
                await ToldAsync(number), words => words.Contains(member, StringComparison.Ordinal));
        }

        var taken = await Cli.RunAsync(
            server, "card", "prove", number, "--caller-kind", "till", "--caller-name", "T1",
            "--caller-store", "S1");
        Assert.Equal((0, ""), (taken.ExitCode, taken.Error));
        Assert.Contains("5 of 8 links recomputed", taken.Out, StringComparison.Ordinal);
    }

    private static string Other(int seq, V1.Card card) =>
        $"another card of the same member (entry {seq} of card {card.CardId})";

    private static string Masked(string number) => new string('*', number.Length - 4) + number[^4..];
}
