using System.Diagnostics;
using System.Globalization;
using Google.Type;
using Grpc.Core;
using Grpc.Net.Client;
using Loyalty.WireFuzz.Checks;
using Loyalty.WireFuzz.Inputs;
using Loyalty.V1;

namespace Loyalty.WireFuzz.Load;

/// <summary>
/// A till as it should be, beside the bad input: a call every few milliseconds, each with a deadline and without
/// retries, on a card that nobody else uses, so that it knows every answer beforehand.
/// </summary>
public sealed class Till : IDisposable
{
    private const int ReceiptUnits = 100;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly GrpcChannel channel;
    private readonly PointsService.PointsServiceClient points;
    private readonly CardsService.CardsServiceClient cards;
    private readonly Metadata caller;
    private readonly World world;
    private readonly Accounts accounts;
    private readonly string card;
    private readonly string run = Guid.NewGuid().ToString("N")[..8];
    private readonly int number;
    private long seq = 1;
    private long balance;
    private int receipts;

    public Till(Uri server, int number, string card, World world, Accounts accounts)
    {
        channel = GrpcChannel.ForAddress(server);
        points = new PointsService.PointsServiceClient(channel);
        cards = new CardsService.CardsServiceClient(channel);
        (this.number, this.card, this.world, this.accounts) = (number, card, world, accounts);
        caller = new Metadata
        {
            { CallerMetadata.Kind, CallerMetadata.Till },
            { CallerMetadata.Name, "till-" + number.ToString(CultureInfo.InvariantCulture) },
            { CallerMetadata.Store, "S1" },
        };
    }

    /// <summary>The longest time of a call.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(5);

    public void Dispose() => channel.Dispose();

    /// <summary>Calls until told to stop. Every call that was begun is among the outcomes.</summary>
    public async Task<List<CallOutcome>> RunAsync(CancellationToken stop)
    {
        var outcomes = new List<CallOutcome>();
        for (var clock = Stopwatch.StartNew(); !stop.IsCancellationRequested;)
        {
            var start = clock.Elapsed.TotalMilliseconds;
            string? fault;
            try
            {
                fault = outcomes.Count % 2 == 0 ? await AccrueAsync() : await ReadAsync();
            }
            catch (RpcException e)
            {
                fault = $"{e.StatusCode}: {e.Status.Detail}";
            }

            outcomes.Add(new CallOutcome(clock.Elapsed.TotalMilliseconds - start, start, fault));
            await Task.Delay(s_pause, CancellationToken.None);
        }

        return outcomes;
    }

    private async Task<string?> AccrueAsync()
    {
        var receipt = new Receipt
        {
            Store = "S1",
            Number = string.Create(CultureInfo.InvariantCulture, $"{run}-{number}-{++receipts}"),
            BusinessDate = world.Date,
            Total = new Money { CurrencyCode = world.Currency, Units = ReceiptUnits },
        };
        accounts.Sent(1);
        var answer = await points.AccruePointsAsync(
            new AccruePointsRequest { CardNumber = card, Receipt = receipt }, Options());
        accounts.Acknowledged(answer.Entry.CardId, answer.Seq, answer.Balance);
        var expected = balance + answer.Entry.Points;
        var right = answer.Seq == seq + 1 && answer.Balance == expected && !answer.Replayed && answer.Entry.Points > 0;
        var fault = right
            ? null
            : $"expected seq {seq + 1} and balance {expected}, got seq {answer.Seq} and balance {answer.Balance}";
        (seq, balance) = (answer.Seq, answer.Balance);
        return fault;
    }

    private async Task<string?> ReadAsync()
    {
        var read = (await cards.GetCardAsync(new GetCardRequest { CardNumber = card }, Options())).Card;
        return read.Seq == seq && read.Balance == balance
            ? null
            : $"expected seq {seq} and balance {balance}, read seq {read.Seq} and balance {read.Balance}";
    }

    private CallOptions Options() => new(caller, TimeProvider.System.GetUtcNow().UtcDateTime + Deadline);
}
