using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Grains.Tests.Silos;
using Loyalty.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Loyalty.Grains.Tests;

/// <summary>Grains on the shared silos, with a ledger that can be told to fail.</summary>
internal sealed class GrainHost
{
    private readonly TwoSilos silos;
    private readonly IGrainFactory grains;

    /// <summary>Takes the silos for this test: the ledger behind the grains is its own.</summary>
    public GrainHost(TwoSilos silos, CallFrom from)
    {
        this.silos = silos;
        grains = silos.Pair.From(from);
        silos.Ledger.Ledger = Ledger;
    }

    public FakeLedger Ledger { get; } = new();

    /// <summary>The cached states on the silo where they are.</summary>
    public CardCache Cache => silos.Pair.Home.ServiceProvider.GetRequiredService<CardCache>();

    /// <summary>A number that no other test has.</summary>
    public long NextNumber() => silos.NextNumber();

    /// <summary>A card that has been issued; nothing else knows it.</summary>
    public async Task<IssuedCard> IssueAsync()
    {
        var number = NextNumber();
        var cardId = Samples.CardId(number);
        var grain = GrainOf(cardId);
        var answer = await grain.ExecuteAsync(new IssueCard(Samples.Id(number), Samples.Number(number)), Samples.Till);
        Assert.Null(answer.Refused);
        return new IssuedCard(grain, cardId, Samples.Number(number), Ledger);
    }

    public ICardGrain GrainOf(CardId cardId) => grains.GetGrain<ICardGrain>(cardId.Value);

    /// <summary>Ends every activation that has nothing to do, as age would.</summary>
    public Task CollectAsync() =>
        grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
}
