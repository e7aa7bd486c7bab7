using Grpc.Core;
using Loyalty.Client;
using Loyalty.Testing;
using Loyalty.V1;

namespace Loyalty.Torture.Workload;

/// <summary>Reads cards and quotes receipts that nobody will send; what gets no answer isn't repeated.</summary>
public sealed class Reader(Lines lines, Floor floor, Journal journal, int seed)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(4);
    private static readonly Metadata Caller = new CallerIdentity(CallerMetadata.Partner, "reader").ToMetadata();
    private readonly Random random = new(seed);

    public async Task RunAsync(CancellationToken noMore)
    {
        while (!noMore.IsCancellationRequested)
        {
            if (floor.PickAny(random) is { } card) await ReadAsync(card);
            await Task.Delay(random.Next(2, 12), CancellationToken.None);
        }
    }

    private async Task ReadAsync(SharedCard card)
    {
        var node = random.Next(lines.Nodes);
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + CallTimeout;
        var start = Journal.Now;
        try
        {
            if (random.Next(3) == 0) await QuoteAsync(card, node, deadline, start);
            else await GetAsync(card, node, deadline, start);
        }
        catch (RpcException exception)
        {
            var refusal = Refusal.From(exception);
            journal.Tally.AddFailedRead(NameOf(refusal));
            await Task.Delay(random.Next(50, 150), CancellationToken.None); // a server that is down says no at once
            if (!refusal.IsTransient)
                journal.Violations.Add(Invariant.History, card.Id, $"a read was refused permanently: {refusal}");
        }
    }

    /// <summary>
    /// Names a refusal; one that is out of the ordinary with its words, as an INTERNAL may be the connection's.
    /// </summary>
    private static string NameOf(Refusal refusal) =>
        refusal.IsFromEngine || refusal.Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded
            ? refusal.Reason
            : $"{refusal}";

    private async Task GetAsync(SharedCard card, int node, System.DateTime deadline, long start)
    {
        var request = new GetCardRequest { CardNumber = card.Number, AllowStale = random.Next(4) == 0 };
        var answer = await lines.Cards(node).GetCardAsync(request, Caller, deadline);
        journal.Read(answer.Card.CardId, answer.Card.Seq, answer.Card.Balance, request.AllowStale, start);
        if (answer.Card.CardId != card.Id)
            journal.Violations.Add(Invariant.History, card.Id, $"a read was answered with card {answer.Card.CardId}");
    }

    private async Task QuoteAsync(SharedCard card, int node, System.DateTime deadline, long start)
    {
        var sale = floor.Sell(random, card, random.Next(Floor.Stores));
        var request = new QuoteAccrualRequest { CardNumber = card.Number, Receipt = sale.Receipt };
        var answer = await lines.Points(node).QuoteAccrualAsync(request, Caller, deadline);
        journal.Read(card.Id, answer.Seq, answer.Balance - answer.Points, mayBeStale: false, start);
        if (answer.Accrued || answer.Points != sale.Points)
            journal.Violations.Add(
                Invariant.Acknowledged, card.Id, $"a quote of {sale.Points} points was answered with {answer}");
    }
}
