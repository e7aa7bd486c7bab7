using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Testing;

namespace Loyalty.Grains.Tests;

public sealed class CardMemoryTests
{
    private const int Many = 40_000; // more than two arrays hold

    private readonly CardMemory memory = new();

    [Fact]
    public void Take_OfManyPlaces_GivesEachOnceAndEmpty()
    {
        var places = new HashSet<int>();
        for (var i = 0; i < Many; i++)
        {
            var place = memory.Take();
            Assert.Null(memory[place]);
            memory[place] = CardState.Unissued(Samples.CardId(i));
            Assert.True(places.Add(place));
        }

        Assert.Equal(Many, places.Select(place => memory[place]!.CardId).Distinct().Count());
    }

    [Fact]
    public void Release_OfAPlace_EmptiesItForTheNext()
    {
        var place = memory.Take();
        memory[place] = CardState.Unissued(Samples.CardId(1));

        memory.Release(place);

        Assert.Equal(place, memory.Take());
        Assert.Null(memory[place]);
    }

    [Fact]
    public async Task Take_AtTheSameTime_GivesNobodyThePlaceOfAnother()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, Many / 4).Select(_ => memory.Take()).ToArray())));

        Assert.Equal(Many, taken.SelectMany(places => places).Distinct().Count());
    }
}
