using Loyalty.Torture.Workload;
using Loyalty.V1;

namespace Loyalty.Torture.Lives.Guests;

/// <summary>
/// Serves guests, two at a time: one receipt is shown for both, one card is claimed for two cards while tills accrue
/// its receipts and one more is shown for it; the other is claimed twice for one card, or left to the end of its day.
/// </summary>
public sealed class Guesting(Lines lines, Floor floor, Journal journal, int seed)
{
    private const int Receipts = 9;
    private readonly LifeDesk chance = new(lines, journal, seed);

    public async Task RunAsync(CancellationToken noMore, CancellationToken giveUp)
    {
        while (!noMore.IsCancellationRequested && !giveUp.IsCancellationRequested) await ServeAsync(giveUp);
    }

    private async Task ServeAsync(CancellationToken giveUp)
    {
        // 1. Three cards, and two guests with a receipt each.
        var desk = new GuestDesk(chance, lines, journal);
        var issued = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => desk.IssueAsync(giveUp)).ToArray());
        if (issued.Any(one => one.Answer is null)) return;
        SharedCard[] cards =
            [.. issued.Select(one => new SharedCard(one.Answer!.Card.CardId, one.Answer.Card.CardNumber))];
        Sale[] sales = [.. Enumerable.Range(0, Receipts).Select(_ => chance.Sell(floor, cards[0]))];
        var scene = new GuestScene(desk, floor, journal, cards, sales, giveUp);
        var came = await Task.WhenAll(scene.ComeAsync(sales[0]), scene.ComeAsync(sales[1]));
        if (came is not [{ } one, { } two]) return;

        // 2. One receipt for two guests; one for one guest at two desks.
        await scene.BothWantAsync(one, two, sales[2]);
        await Task.WhenAll(
            scene.ShowAsync(one, sales[3]), scene.ShowAsync(one, sales[4]), scene.ShowAsync(one, sales[4]),
            scene.ShowAsync(two, sales[5]));
        journal.Tally.AddRace("present x present");

        // 3. Two desks claim for two cards, and tills accrue the same.
        await Task.WhenAll(
            scene.ClaimAsync(one, cards[0]), scene.ClaimAsync(one, cards[1]), scene.AccrueAsync(sales[0], cards[0]),
            scene.AccrueAsync(sales[3], cards[2]), scene.AccrueAsync(sales[4], cards[1]),
            scene.ShowAsync(one, sales[6]), scene.AccrueAsync(sales[7], cards[0]));
        journal.Tally.AddRace("claim x claim x accrue x present");
        await scene.IsOverAsync(one, cards[2], sales[8]);

        // 4. The other is claimed twice for one card, or left.
        await scene.AccrueAsync(sales[1], cards[chance.Chance(0, cards.Length)]);
        if (chance.Chance(0, 2) == 0)
        {
            await Task.WhenAll(scene.ClaimAsync(two, cards[2]), scene.ClaimAsync(two, cards[2]));
            journal.Tally.AddRace("claim x claim, of one card");
            await scene.IsOverAsync(two, cards[0], sales[8]);
        }

        if (!giveUp.IsCancellationRequested) journal.Guests.Add(scene.Tell());
    }
}
