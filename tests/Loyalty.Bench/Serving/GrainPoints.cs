using Grpc.Core;
using Loyalty.Server.Hosting;
using Loyalty.Server.Settings;
using Loyalty.V1;
using Microsoft.AspNetCore.Builder;
using Orleans;
using Orleans.Concurrency;

namespace Loyalty.Bench.Serving;

/// <summary>A card that caches and stores nothing: the ceiling of transport and turn.</summary>
[Alias("bench.memory-card")]
public interface IMemoryCard : IGrainWithStringKey
{
    [Alias("accrue")]
    Task<CardTotals> AccrueAsync(string receipt, long points);
}

/// <summary>A card's sequence number and balance.</summary>
[GenerateSerializer, Immutable, Alias("bench.totals")]
public sealed record CardTotals([property: Id(0)] long Seq, [property: Id(1)] long Balance);

/// <inheritdoc />
public sealed class MemoryCard : Grain, IMemoryCard
{
    private CardTotals totals = new(0, 0);

    public Task<CardTotals> AccrueAsync(string receipt, long points) =>
        Task.FromResult(totals = new CardTotals(totals.Seq + 1, totals.Balance + points));
}

/// <summary>Unary calls to grains in memory.</summary>
internal sealed class GrainPoints(IGrainFactory grains) : PointsService.PointsServiceBase
{
    public override async Task<AccruePointsResponse> AccruePoints(
        AccruePointsRequest request, ServerCallContext context)
    {
        var card = grains.GetGrain<IMemoryCard>(request.CardNumber);
        var totals = await card.AccrueAsync(request.Receipt.Number, Answers.Points);
        return Answers.To(request, totals.Seq, totals.Balance);
    }
}

internal static partial class Serve
{
    private static Action<WebApplication> AddGrain(WebApplicationBuilder builder, LoyaltySettings settings)
    {
        builder.Configuration["ConnectionStrings:Loyalty"] = null; // a silo by itself
        builder.AddSilo(settings);
        return app => app.MapGrpcService<GrainPoints>();
    }
}
