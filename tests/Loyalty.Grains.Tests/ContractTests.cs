using Loyalty.Grains.Cards;
using Loyalty.Testing.Shape;

namespace Loyalty.Grains.Tests;

/// <summary>Orleans copies what crosses a grain call, Solo shares it: both only work for what can't change.</summary>
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
