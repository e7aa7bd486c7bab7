using Loyalty.Domain.Cards;
using Loyalty.V1;
using CardType = Loyalty.V1.CardType;

namespace Loyalty.Server.Tests;

public sealed class SqliteCardTableTests(RunningServer server) : CardTableTests<RunningServer>(server);

public sealed class PostgresCardTableTests(PostgresRunningServer server)
    : CardTableTests<PostgresRunningServer>(server);

/// <summary>Every cell of the card's table, through gRPC: the facts are brought about by calls, too.</summary>
public abstract class CardTableTests<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : RunningServer
{
    private readonly CardCommands commands = new(server);

    /// <summary>A suspended card can't be cancelled, nor a cancelled one suspended: no call leads there.</summary>
    private static readonly CardFacts[] Reachable =
    [
        .. Enumerable.Range(0, 32).Select(facts => (CardFacts)facts)
            .Where(facts => !facts.HasFlag(CardFacts.Cancelled | CardFacts.Suspended)),
    ];

    /// <summary>The facts of a card that may be merged: a loss, a suspension, an end of its term.</summary>
    private static readonly CardFacts[] Mergeable =
        [.. Reachable.Where(facts => !facts.HasFlag(CardFacts.Replaced) && !facts.HasFlag(CardFacts.Cancelled))];

    [Fact]
    public async Task EveryCell_IsAnsweredAsTheTableSays()
    {
        var cells = new List<(CardVerb Verb, CardFacts Facts, string Number)>();
        foreach (var facts in Reachable)
            foreach (var verb in CardVerbs.OfTable) cells.Add((verb, facts, await NumberAsync(verb, facts)));

        // In its last month a card of a year is due for renewal; two months later it is expired.
        var wrong = new List<string>();
        server.Time.Now += TimeSpan.FromDays(340);
        await TryAllAsync(cells.Where(cell => !cell.Facts.HasFlag(CardFacts.Expired)), wrong);
        server.Time.Now += TimeSpan.FromDays(60);
        await TryAllAsync(cells.Where(cell => cell.Facts.HasFlag(CardFacts.Expired)), wrong);

        Assert.Equal(24 * CardVerbs.OfTable.Length, cells.Count);
        Assert.Empty(wrong);
        await commands.AuditAsync();
    }

    /// <summary>
    /// A merge presents no number, and a cancelled card is nobody's: what is left is tried of the card that is merged,
    /// and of the one that it is merged into. Only a suspension refuses.
    /// </summary>
    [Fact]
    public async Task EveryCellOfAMerge_IsRefusedForASuspensionAlone()
    {
        var cells = new List<(string Cell, CardFacts Facts, MergeMembersRequest Request)>();
        foreach (var facts in Mergeable)
        {
            var (one, two, three) = (await MemberAsync(facts), await MemberAsync(default), await MemberAsync(default));
            cells.Add(($"from {facts}", facts, new() { FromMemberId = one, IntoMemberId = two }));
            cells.Add(($"into {facts}", facts, new()
            {
                FromMemberId = three, IntoMemberId = await MemberAsync(facts),
            }));
        }

        var wrong = new List<string>();
        server.Time.Now += TimeSpan.FromDays(340);
        await MergeAllAsync(cells.Where(cell => !cell.Facts.HasFlag(CardFacts.Expired)), wrong);
        server.Time.Now += TimeSpan.FromDays(60);
        await MergeAllAsync(cells.Where(cell => cell.Facts.HasFlag(CardFacts.Expired)), wrong);

        Assert.Equal(2 * 8, cells.Count);
        Assert.Empty(wrong);
        await commands.AuditAsync();
    }

    /// <summary>A new member with a card of a year, 5 points and these facts.</summary>
    private async Task<string> MemberAsync(CardFacts facts)
    {
        var member = await commands.MemberAsync();
        var number = (await commands.IssueAsync(CardType.OneYear, member)).CardNumber;
        await commands.SendAsync(AccruePoints.Verb, number);
        await BringAboutAsync(facts, number);
        return member;
    }

    private async Task MergeAllAsync(
        IEnumerable<(string Cell, CardFacts Facts, MergeMembersRequest Request)> cells, List<string> wrong)
    {
        foreach (var (cell, facts, request) in cells)
        {
            var expected = facts.HasFlag(CardFacts.Suspended) ? "CARD_SUSPENDED" : "";
            var answered = await CardCommands.TryAsync(
                () => commands.MergeAsync(request.FromMemberId, request.IntoMemberId));
            if (answered != expected) wrong.Add($"merge {cell}: {answered} instead of {expected}");
            var stays = await server.Members.GetMemberAsync(
                new() { MemberId = request.IntoMemberId, View = V1.MemberView.Full }, Callers.Desk);
            var card = await commands.ReadAsync(Assert.Single(stays.Cards).CardNumber);
            if (card.Balance != (expected.Length > 0 ? 5 : 10)) wrong.Add($"merge {cell}: holds {card.Balance}");
        }
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
        var isTransfer = verb == TransferPoints.Verb || verb == TransferPoints.OfOtherCard;
        var member = isTransfer || verb == UnlinkMember.Verb ? await commands.MemberAsync() : "";
        var first = (await commands.IssueAsync(CardType.OneYear, member)).CardNumber;
        if (isTransfer)
        {
            var other = (await commands.IssueAsync(CardType.LongTerm, member)).CardNumber;
            await commands.SendAsync(AccruePoints.Verb, verb == TransferPoints.Verb ? first : other);
            commands.Others[first] = other;
        }

        var current = facts.HasFlag(CardFacts.Replaced) ? (await commands.ReplaceAsync(first)).CardNumber : first;
        await BringAboutAsync(facts, current);
        return first;
    }

    private async Task BringAboutAsync(CardFacts facts, string number)
    {
        if (facts.HasFlag(CardFacts.Lost)) await commands.SendAsync(ReportLostCard.Verb, number);
        if (facts.HasFlag(CardFacts.Suspended)) await commands.SendAsync(SuspendCard.Verb, number);
        if (facts.HasFlag(CardFacts.Cancelled)) await commands.SendAsync(CancelCard.Verb, number);
    }
}
