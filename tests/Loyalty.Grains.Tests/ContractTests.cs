using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Shape;

namespace Loyalty.Grains.Tests;

/// <summary>Types that cross a grain call are immutable, so that Orleans may share instead of copy them.</summary>
public sealed class ContractTests
{
    [Fact]
    public void WhateverCrossesAGrainCall_IsImmutableAndHasItsNumbers() =>
        Assert.Empty(GrainContracts.Check(typeof(ICardGrain).Assembly));

    [Fact]
    public void CardGrain_CarriesTheCommandsThatTheCheckMustSee() =>
        Assert.Contains(
            typeof(Domain.Cards.AccruePoints), GrainContracts.CarriedBy(typeof(ICardGrain)));
}
