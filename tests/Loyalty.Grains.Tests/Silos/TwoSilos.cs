using Loyalty.Grains.Cards;
using Loyalty.Grains.Tills;
using Loyalty.Ledger;
using Loyalty.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Loyalty.Grains.Tests.Silos;

/// <summary>The two silos that the tests of our grains share; each test has a ledger and cards of its own.</summary>
[CollectionDefinition(nameof(TwoSilos))]
public sealed class TwoSilos : IAsyncLifetime, ICollectionFixture<TwoSilos>
{
    public const int MaxCallsPerCard = 8;

    private readonly FakeTimeProvider time = new(Samples.Now);
    private SiloPair? pair;
    private long cards;

    internal SiloPair Pair => pair!;

    internal CurrentLedger Ledger { get; } = new();

    internal Crossings Crossings { get; } = new();

    /// <summary>A number that no other test has.</summary>
    public long NextNumber() => Interlocked.Increment(ref cards);

    public async ValueTask InitializeAsync()
    {
        var program = new LoyaltyProgram(Samples.Rules, Samples.Calendar, time);
        program.Open(new(1, Samples.Rules));
        pair = await SiloPair.StartAsync(silo =>
        {
            silo.Services.AddSingleton<ILedger>(Ledger);
            silo.Services.AddSingleton(program);
            silo.Services.AddSingleton<CardCache>();
            silo.Services.AddSingleton(Crossings);
            silo.AddOutgoingGrainCallFilter<Crossings.Departure>();
            silo.AddIncomingGrainCallFilter<Crossings.Arrival>();
            silo.AddMemoryGrainStorage(TillSessionGrain.Storage);
            silo.Configure<SiloMessagingOptions>(
                messaging => messaging.MaxEnqueuedRequestsHardLimit = MaxCallsPerCard);
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (pair is not null) await pair.DisposeAsync();
    }
}
