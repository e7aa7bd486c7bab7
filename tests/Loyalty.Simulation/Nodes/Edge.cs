using Loyalty.Domain;
using Loyalty.Domain.Cards;
using Loyalty.Grains;
using Loyalty.Grains.Cards;
using Loyalty.Ledger;
using Loyalty.Simulation.Kernel;
using Loyalty.Simulation.Workload;
using Orleans;
using Orleans.Runtime;

namespace Loyalty.Simulation.Nodes;

/// <summary>What the server's endpoints do, without the wire: find the grain, call it, name what failed.</summary>
internal sealed class Edge(
    IGrainFactory grains, CardDirectory directory, ILedger ledger, Programme programme, Dice dice)
{
    private readonly SideDoor sideDoor = new(ledger, programme);

    public async Task<Answer> HandleAsync(Request request)
    {
        try
        {
            return request.Kind switch
            {
                RequestKind.Issue => await IssueAsync(request),
                RequestKind.Draw => await sideDoor.DrawAsync(request),
                RequestKind.Read => await ReadAsync(request),
                _ => await ByNumberAsync(request),
            };
        }
        catch (Exception exception) when (RefusalOf(exception) is { } refusal)
        {
            return Answer.Of(new Refused(refusal));
        }
    }

    private async Task<Answer> IssueAsync(Request request)
    {
        // A tenth of the numbers come from a space so small that they clash.
        var body = dice.Chance(0.1) ? (ulong)dice.Below(3) : dice.Next() % 100_000_000_000_000;
        var number = CardNumber.Create("9", body.ToString("D14", System.Globalization.CultureInfo.InvariantCulture));
        return Of(await Grain(request.CardId).IssueAsync(new IssueCard(request.RequestId, number), request.Caller));
    }

    private async Task<Answer> ByNumberAsync(Request request)
    {
        if (await directory.FindAsync(request.CardNumber) is not { } cardId)
            return Answer.Of(new Refused(Refusal.CardUnknown));
        var command = new AccruePoints(request.CardNumber, request.Receipt!);
        if (request.Kind == RequestKind.Accrue)
            return Of(await Grain(cardId).AccrueAsync(command, request.Caller));
        var quote = await Grain(cardId).QuoteAsync(command, request.Caller, request.AllowStale);
        return quote.Refused is { } refused
            ? Answer.Of(refused)
            : new Answer(quote.Entry, quote.Accrued, null, quote.Seq, quote.Entry!.Balance);
    }

    private async Task<Answer> ReadAsync(Request request)
    {
        var reading = await Grain(request.CardId).ReadAsync(request.AllowStale);
        return reading.Refused is { } refused
            ? Answer.Of(refused)
            : new Answer(null, false, null, reading.State!.Seq, reading.State.Balance);
    }

    private ICardGrain Grain(CardId cardId) => grains.GetGrain<ICardGrain>(cardId.Value);

    private static Answer Of(CardAnswer answer) =>
        answer.Refused is { } refused ? Answer.Of(refused) : Answer.Of(answer.Entry!, answer.Replayed);

    /// <summary>As the server says it.</summary>
    private static Refusal? RefusalOf(Exception exception) => exception switch
    {
        LedgerException or StoreException => Refusal.LedgerUnavailable,
        LimitExceededException => Refusal.Overloaded,
        TimeoutException or OrleansException => Refusal.OutcomeUnknown,
        _ => null,
    };
}
