using Loyalty.Domain.Cards;

namespace Loyalty.Server.Tests;

public sealed class SqliteCardTableTests(RunningServer server) : CardTableTests<RunningServer>(server);

public sealed class PostgresCardTableTests(PostgresRunningServer server)
    : CardTableTests<PostgresRunningServer>(server);

/// <summary>Every cell of the card's table, through gRPC: the facts are brought about by calls, too.</summary>
public abstract class CardTableTests<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : RunningServer
{
    private readonly CardCommands commands = new(server);

    /// <summary>A card on hold can't be cancelled, nor a cancelled one held: no call leads there.</summary>
    private static readonly CardFacts[] Reachable =
    [
        .. Enumerable.Range(0, 32).Select(facts => (CardFacts)facts)
            .Where(facts => !facts.HasFlag(CardFacts.Cancelled | CardFacts.Suspended)),
    ];

    /// <summary>Transfers are of two cards, and tried by themselves.</summary>
    private static readonly CardVerb[] s_verbs =
        [.. Enum.GetValues<CardVerb>().Except([CardVerb.TransferOut, CardVerb.TransferIn])];

    [Fact]
    public async Task EveryCell_IsAnsweredAsTheTableSays()
    {
        var cells = new List<(CardVerb Verb, CardFacts Facts, string Number)>();
        foreach (var facts in Reachable)
            foreach (var verb in s_verbs) cells.Add((verb, facts, await NumberAsync(verb, facts)));

        // In its last month a card of a year is due for renewal; two months later it is expired.
        var wrong = new List<string>();
        server.Time.Now += TimeSpan.FromDays(340);
        await TryAllAsync(cells.Where(cell => !cell.Facts.HasFlag(CardFacts.Expired)), wrong);
        server.Time.Now += TimeSpan.FromDays(60);
        await TryAllAsync(cells.Where(cell => cell.Facts.HasFlag(CardFacts.Expired)), wrong);

        Assert.Equal(24 * 10, cells.Count);
        Assert.Empty(wrong);
        await commands.AuditAsync();
    }

    private async Task TryAllAsync(IEnumerable<(CardVerb, CardFacts, string)> cells, List<string> wrong)
    {
        foreach (var (verb, facts, number) in cells)
        {
            var expected = CardTable.Check(verb, facts) is { } refusal ? Errors.GrpcErrors.ReasonOf(refusal) : "";
            var answered = await commands.TryAsync(verb, number);
            if (answered != expected) wrong.Add($"{verb} with {facts}: {answered} instead of {expected}");
        }
    }

    /// <summary>A card with these facts, the expiry still to come; the number to present.</summary>
    private async Task<string> NumberAsync(CardVerb verb, CardFacts facts)
    {
        var member = verb == CardVerb.Unlink ? await commands.MemberAsync() : "";
        var first = (await commands.IssueAsync(V1.CardType.OneYear, member)).CardNumber;
        var current = facts.HasFlag(CardFacts.Replaced) ? (await commands.ReplaceAsync(first)).CardNumber : first;
        if (facts.HasFlag(CardFacts.Lost)) await commands.SendAsync(CardVerb.ReportLost, current);
        if (facts.HasFlag(CardFacts.Suspended)) await commands.SendAsync(CardVerb.Suspend, current);
        if (facts.HasFlag(CardFacts.Cancelled)) await commands.SendAsync(CardVerb.Cancel, current);
        return first;
    }
}
