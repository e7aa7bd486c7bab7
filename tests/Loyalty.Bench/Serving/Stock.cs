using Grpc.Core;
using Loyalty.Server.Hosting;
using Loyalty.Server.Settings;
using Loyalty.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Loyalty.Bench.Serving;

/// <summary>A card, and a receipt, as stock storage keeps them.</summary>
[GenerateSerializer, Alias("bench.stock-state")]
public sealed class StockState
{
    [Id(0)]
    public long Seq { get; set; }

    [Id(1)]
    public long Balance { get; set; }
}

[Alias("bench.stock-card")]
public interface IStockCard : IGrainWithStringKey
{
    [Alias("accrue")]
    Task<CardTotals> AccrueAsync(string receipt, long points);
}

[Alias("bench.stock-receipt")]
public interface IStockReceipt : IGrainWithStringKey
{
    /// <summary>False if it was used before.</summary>
    [Alias("claim")]
    Task<bool> ClaimAsync();
}

/// <summary>One state write per accrual, and one by the receipt that makes sure it happens once.</summary>
public sealed class StockCard([PersistentState("card")] IPersistentState<StockState> stored) : Grain, IStockCard
{
    public async Task<CardTotals> AccrueAsync(string receipt, long points)
    {
        if (!await GrainFactory.GetGrain<IStockReceipt>(receipt).ClaimAsync())
            return new CardTotals(stored.State.Seq, stored.State.Balance);
        stored.State.Seq++;
        stored.State.Balance += points;
        await stored.WriteStateAsync();
        return new CardTotals(stored.State.Seq, stored.State.Balance);
    }
}

public sealed class StockReceipt([PersistentState("receipt")] IPersistentState<StockState> stored)
    : Grain, IStockReceipt
{
    public async Task<bool> ClaimAsync()
    {
        if (stored.State.Seq > 0) return false;
        stored.State.Seq = 1;
        await stored.WriteStateAsync();
        return true;
    }
}

/// <summary>Unary calls to grains with stock storage.</summary>
internal sealed class StockPoints(IGrainFactory grains) : PointsService.PointsServiceBase
{
    public override async Task<AccruePointsResponse> AccruePoints(
        AccruePointsRequest request, ServerCallContext context)
    {
        var card = grains.GetGrain<IStockCard>(request.CardNumber);
        var totals = await card.AccrueAsync($"{request.Receipt.Store}/{request.Receipt.Number}", Answers.Points);
        return Answers.To(request, totals.Seq, totals.Balance);
    }
}

internal static partial class Serve
{
    /// <summary>Orleans with its stock storage.</summary>
    private static Action<WebApplication> AddStock(WebApplicationBuilder builder, LoyaltySettings settings)
    {
        var connection = builder.Configuration.GetConnectionString(LoyaltySettings.Section);
        builder.Configuration["ConnectionStrings:Loyalty"] = null; // a silo by itself
        builder.AddSilo(settings);
        builder.UseOrleans(silo => silo.AddAdoNetGrainStorageAsDefault(storage =>
        {
            storage.Invariant = "Npgsql";
            storage.ConnectionString = connection;
        }));
        return app => app.MapGrpcService<StockPoints>();
    }
}
