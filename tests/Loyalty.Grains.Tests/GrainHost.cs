using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Testing;
using Loyalty.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Loyalty.Grains.Tests;

/// <summary>A silo of its own with a ledger that can be told to fail.</summary>
public sealed class GrainHost : IAsyncLifetime
{
    public const int MaxCallsPerCard = 8;

    private IHost? host;
    private long cards;

    internal FakeLedger Ledger { get; } = new();

    internal CardMemory Memory { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILedger>(Ledger);
        var programme = new Programme(Samples.Rules, Samples.Calendar, new FixedTime(Samples.Now));
        programme.Open(new(1, Samples.Rules));
        builder.Services.AddSingleton(programme);
        builder.Services.AddSingleton(Memory);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(Ports.Free(), gatewayPort: 0);
            silo.Configure<SiloMessagingOptions>(
                messaging => messaging.MaxEnqueuedRequestsHardLimit = MaxCallsPerCard);
        });
        host = builder.Build();
        await host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (host is null) return;
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>A card that has been issued; nothing else knows it.</summary>
    internal async Task<IssuedCard> IssueAsync()
    {
        var number = Interlocked.Increment(ref cards);
        var cardId = Samples.CardId(number);
        var grain = GrainOf(cardId);
        var answer = await grain.IssueAsync(new IssueCard(Samples.Id(number), Samples.Number(number)), Samples.Till);
        Assert.Null(answer.Refused);
        return new IssuedCard(grain, cardId, Samples.Number(number), Ledger);
    }

    internal ICardGrain GrainOf(CardId cardId) =>
        host!.Services.GetRequiredService<IGrainFactory>().GetGrain<ICardGrain>(cardId.Value);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
