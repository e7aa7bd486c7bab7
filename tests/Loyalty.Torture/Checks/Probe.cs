using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.Client;
using Loyalty.Torture.Machine;
using Loyalty.Torture.Workload;
using Loyalty.V1;

namespace Loyalty.Torture.Checks;

/// <summary>Asks servers, past all proxies, for cards as of now, until they answer.</summary>
public static class Probe
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>How long it takes until a server has answered for each of some cards; null if too long.</summary>
    public static async Task<TimeSpan?> AnswersAsync(Node node, IReadOnlyList<SharedCard> cards, TimeSpan limit)
    {
        using var channel = GrpcChannel.ForAddress(
            node.Server.Address,
            new GrpcChannelOptions { HttpHandler = node.Server.Place.Handler(), DisposeHttpClient = true });
        var client = new CardsService.CardsServiceClient(channel);
        var clock = Stopwatch.StartNew();
        foreach (var card in cards)
        {
            while (!await AnswersAsync(client, card))
            {
                if (clock.Elapsed > limit) return null;
                await Task.Delay(Pause);
            }
        }

        return clock.Elapsed;
    }

    private static async Task<bool> AnswersAsync(CardsService.CardsServiceClient client, SharedCard card)
    {
        var options = new CallOptions(
            CallerIdentity.CommandLine.ToMetadata(), TimeProvider.System.GetUtcNow().UtcDateTime + CallTimeout);
        try
        {
            await client.GetCardAsync(new GetCardRequest { CardNumber = card.Number }, options);
            return true;
        }
        catch (RpcException)
        {
            return false; // a card that is gone never answers again
        }
    }
}
