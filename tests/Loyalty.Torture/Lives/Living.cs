using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Domain.Commits;
using Loyalty.Testing;
using Loyalty.Torture.Workload;

namespace Loyalty.Torture.Lives;

/// <summary>
/// Lives the lives of cards, one after the other: each is issued, races are run on it, it may end in one; then its old
/// numbers are tried, and what was accepted is sent again.
/// </summary>
public sealed class Living(Lines lines, Floor floor, Journal journal, int seed)
{
    private const int MostRaces = 6;
    private static readonly CardVerb[] OnOldNumbers =
        [AccruePoints.Verb, ReplaceCard.Verb, ReportLostCard.Verb, CancelCard.Verb];

    private readonly LifeDesk desk = new(lines, journal, seed);

    /// <summary>Lives on until told to begin no more; a life that was begun then ends soon.</summary>
    public async Task RunAsync(CancellationToken noMore, CancellationToken giveUp)
    {
        while (!noMore.IsCancellationRequested && !giveUp.IsCancellationRequested) await LiveAsync(noMore, giveUp);
    }

    private async Task LiveAsync(CancellationToken noMore, CancellationToken giveUp)
    {
        var id = desk.Id();
        var start = Journal.Now;
        var issued = await desk.AskAsync(
            (node, deadline) => LifeRequest.IssueAsync(lines.Cards(node), id.ToString(), deadline), giveUp);
        if (issued is null) return;
        var scope = new Caller(CallerKind.Desk, "life-1", "m1", "", "");
        journal.Lived(IdempotencyKey.RequestKey(scope, id), issued.Entry, issued.Replayed, start);
        var life = new Life(issued.Card.CardId, issued.Card.CardNumber);
        for (var race = desk.Chance(1, MostRaces); race > 0 && !noMore.IsCancellationRequested && life.IsLive; race--)
            await RunAsync(life, Race.OfTheLiving[desk.Chance(0, Race.OfTheLiving.Length)], giveUp);
        if (life.IsLive && desk.Chance(0, 3) > 0)
            await RunAsync(life, Race.ToTheEnd[desk.Chance(0, Race.ToTheEnd.Length)], giveUp);
        foreach (var number in life.OldNumbers)
            await SettleAsync(life, OnOldNumbers[desk.Chance(0, OnOldNumbers.Length)], number, giveUp);
        await RepeatAsync(life, giveUp);
        journal.Lives.Add(life);
    }

    private async Task RunAsync(Life life, Race race, CancellationToken giveUp)
    {
        foreach (var verb in race.First) await SettleAsync(life, verb, life.Number, giveUp);
        var number = life.Number;
        await Task.WhenAll(race.AtOnce.Select(verb => SettleAsync(life, verb, number, giveUp)).ToArray());
        journal.Tally.AddRace(race.Name);
        await SeeAsync(life, giveUp);
        if (life.Facts.HasFlag(CardFacts.Suspended)) await SettleAsync(life, ResumeCard.Verb, life.Number, giveUp);
        if (life.Facts.HasFlag(CardFacts.Lost)) await SettleAsync(life, ClearLostCard.Verb, life.Number, giveUp);
    }

    /// <summary>Looks at what the card is now; by its first number, which leads to it for ever.</summary>
    private async Task SeeAsync(Life life, CancellationToken giveUp)
    {
        var start = Journal.Now;
        var found = await desk.AskAsync(
            (node, deadline) => LifeRequest.FindAsync(lines.Cards(node), life.FirstNumber, deadline), giveUp);
        if (found is null) return;
        if (found.Cards.Count != 1 || found.Cards[0].CardId != life.Id)
        {
            journal.Violations.Add(Invariant.Life, life.Id, $"its first number leads to {found}");
            return;
        }

        var seen = found.Cards[0];
        journal.Read(seen.CardId, seen.Seq, seen.Balance, mayBeStale: false, start);
        life.See(seen);
    }

    private async Task SettleAsync(Life life, CardVerb verb, string number, CancellationToken giveUp)
    {
        var sale = verb == AccruePoints.Verb ? desk.Sell(floor, new SharedCard(life.Id, number)) : null;
        var request = new LifeRequest(verb, number, desk.Id(), sale);
        if (await desk.SettleAsync(life.Id, request, giveUp) is { } command) life.Add(request, command);
    }

    /// <summary>I3: what was accepted is answered with its first entry, whatever the card is now.</summary>
    private async Task RepeatAsync(Life life, CancellationToken giveUp)
    {
        foreach (var (request, command) in life.Accepted)
        {
            if (desk.Chance(0, 3) > 0) continue;
            journal.Tally.Add(Counted.Doubles);
            var again = await desk.SettleAsync(life.Id, request, giveUp);
            if (again is not null && (again.Seq != command.Seq || !again.Replayed))
                journal.Violations.Add(Invariant.Replay, life.Id, $"{command} was answered again with {again}");
        }
    }
}
