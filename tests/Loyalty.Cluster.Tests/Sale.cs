using Google.Type;
using Loyalty.Client;
using Loyalty.V1;

namespace Loyalty.Cluster.Tests;

/// <summary>Receipts that a till sells, of 20 yuan and a point each.</summary>
internal static class Sale
{
    public const string Store = "S1";
    private static int count;

    /// <summary>A receipt with a number of its own.</summary>
    public static AccruePointsRequest On(string card)
    {
        var today = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)); // Shanghai's
        return new AccruePointsRequest
        {
            CardNumber = card,
            Receipt = new Receipt
            {
                Store = Store,
                Number = $"R{Interlocked.Increment(ref count)}",
                BusinessDate = new Date { Year = today.Year, Month = today.Month, Day = today.Day },
                Total = new Money { CurrencyCode = "CNY", Units = 20 },
            },
        };
    }

    /// <summary>Cards of a desk that reaches the servers as the client does.</summary>
    public static async Task<string[]> CardsAsync(LoyaltyClient client, int count)
    {
        using var desk = new LoyaltyClient(
            client.Options with { Caller = new CallerIdentity(CallerMetadata.Desk, "desk-1") });
        return await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var request = new IssueCardRequest { RequestId = Randomness.RequestId(), Type = CardType.LongTerm };
            return (await desk.Cards.IssueCardAsync(request)).Card.CardNumber;
        }));
    }
}
