using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

public sealed class CardCacheTests
{
    private const int Many = 10_000; // more than two arrays hold

    private readonly CardCache cache = new();

    [Fact]
    public void Take_OfManyPlaces_GivesEachOnceAndEmpty()
    {
        var places = new Dictionary<int, CardState>();
        for (var i = 0; i < Many; i++)
        {
            var (place, state) = (cache.Take(), Samples.Issue(i).After);
            Assert.Null(cache.Get(place, state.CardId));
            Assert.Equal(-1, cache.SeqOf(place));
            cache.Set(place, state);
            places.Add(place, state);
        }

        Assert.All(places, pair => AssertCached(pair.Value, pair.Key));
    }

    [Fact]
    public void Release_OfAPlace_EmptiesItForTheNext()
    {
        var place = cache.Take();
        cache.Set(place, Samples.Issue(1).After);

        cache.Release(place);

        Assert.Equal(place, cache.Take());
        Assert.Null(cache.Get(place, Samples.CardId(1)));
    }

    [Fact]
    public void Invalidate_OfAPlace_EmptiesItAndLeavesItTaken()
    {
        var place = cache.Take();
        cache.Set(place, Samples.Issue(1).After);

        cache.Invalidate(place);

        Assert.Null(cache.Get(place, Samples.CardId(1)));
        Assert.NotEqual(place, cache.Take());
    }

    [Fact]
    public async Task Take_AtTheSameTime_GivesNobodyThePlaceOfAnother()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, Many / 4).Select(_ => cache.Take()).ToArray())));

        Assert.Equal(Many, taken.SelectMany(places => places).Distinct().Count());
    }

    /// <summary>Whatever a state is like, all of it comes back; also what the place held before leaves nothing behind.
    /// </summary>
    [Fact]
    public void Get_OfWhateverWasCached_GivesAllOfIt()
    {
        var place = cache.Take();
        var states = States().ToArray();
        foreach (var first in states)
        {
            foreach (var second in states)
            {
                cache.Set(place, first);
                AssertCached(first, place);
                cache.Set(place, second);
                AssertCached(second, place);
            }
        }
    }

    private static IEnumerable<CardState> States()
    {
        var plain = Samples.Issue(7).After;
        yield return CardState.Unissued(Samples.CardId(7));
        yield return plain;
        yield return plain with { Number = new CardNumber("00000000"), Seq = long.MaxValue, Hash = [] };
        yield return plain with { Number = new CardNumber("0000000000000000001") };
        yield return plain with { Number = new CardNumber("9999999999999999999") };
        yield return plain with { Number = new CardNumber("not digits") };
        yield return plain with { Balance = -5, Debt = 5, RemainderMinor = 1_999, IssueDate = DateOnly.MaxValue };
        yield return plain with { DayPoints = [new DayPoints(new DateOnly(2026, 2, 28), 3)] };
        yield return plain with
        {
            Life = new CardLife(CardType.OneYear, DateOnly.MinValue, DateTimeOffset.MaxValue, true, null, []),
        };
        for (var lots = 0; lots <= 5; lots++)
        {
            yield return plain with
            {
                Lots = [.. Enumerable.Range(0, lots).Select(lot => new Lot(
                    lot == lots - 1 ? null : new DateOnly(2026 + lot, 12, 31), long.MaxValue, lot))],
            };
        }
    }

    private void AssertCached(CardState expected, int place)
    {
        var cached = cache.Get(place, expected.CardId)!;

        Assert.Equal(expected.Seq, cache.SeqOf(place));
        Assert.Equal(expected.Hash, cached.Hash);
        Assert.Equal(expected.Lots, cached.Lots);
        Assert.Equal(expected.DayPoints, cached.DayPoints);
        Assert.Equal( // arrays are compared by what they are, not by what is in them
            expected, cached with { Hash = expected.Hash, Lots = expected.Lots, DayPoints = expected.DayPoints });
    }
}
